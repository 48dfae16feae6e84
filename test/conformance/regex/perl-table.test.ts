import "../../../src/linear-engine.ts";
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { compileRegex } from "../../../src/regex/index.ts";
import { UNSUPPORTED } from "../../../src/regex/unsupported.ts";
import { type Comparison, compareWithPerl } from "./compare.ts";
import type { PerlAnswer, RegexCase } from "./perl.ts";

/**
 * Perl's own regex table (t/re/re_tests) with what Perl 5.36 answers to each line. It is not ours to ship,
 * so the folder that holds it comes from the environment.
 */
const FOLDER = process.env["SEC_TS_TEST_DATA"];
const FILE = FOLDER === undefined ? undefined : join(FOLDER, "perl-re-tests.jsonl");
const LEAST_IDENTICAL = 0.985;

type TableCase = RegexCase & PerlAnswer & { readonly id: string };

/** Where captures differ: Perl keeps what a negative lookahead captured before it failed (docs/regex.md). */
const LEAKED_CAPTURES = ["re1064", "re1065", "re1069", "re1078", "re1471"];

/** What is refused, by name, and in which lines of the table (docs/regex.md, "Not supported"). */
const REFUSED: Readonly<Record<string, readonly string[]>> = {
  "boundary \\b{lb} is not supported": ["re141", "re142", "re150", "re151"],
  "boundary \\b{sb} is not supported": ["re143", "re144", "re152", "re153"],
  "modifier /l (rules of the process's locale) is not supported": [
    "re1865",
    "re1866",
    "re1873",
    "re1874",
    "re1875",
    "re2034",
  ],
};

test("each case that is not as in Perl's table belongs to a construct that the manual names", () => {
  const manual = readFileSync(new URL("../../../docs/regex.md", import.meta.url), "utf8");
  const silent = /\*\*Captures of failed attempts\.\*\*[^]*?\n- /.exec(manual)![0];
  assert.deepEqual(silent.match(/re\d+/g), LEAKED_CAPTURES);
  const refused = Object.keys(REFUSED).map((message) => message.replace(/ is not supported$/, ""));
  assert.deepEqual(refused.toSorted(), UNSUPPORTED.filter((name) => refused.includes(name)).toSorted());
});

test("Perl's table gives Perl's matches, captures and errors", (context) => {
  if (FILE === undefined || !existsSync(FILE)) {
    context.skip("left out: set SEC_TS_TEST_DATA to the folder of perl-re-tests.jsonl");
    return;
  }
  const lines = readFileSync(FILE, "utf8").trimEnd().split("\n");
  const cases = lines.map((line) => JSON.parse(line) as TableCase);
  const compared = cases.map((one) => ({ one, comparison: compareWithPerl(one, one) }));
  const differing = compared.filter(({ comparison }) => "ours" in comparison).map(({ one }) => one.id);
  assert.deepEqual(differing, LEAKED_CAPTURES);
  assert.deepEqual(refusalsIn(compared), REFUSED);
  assert.deepEqual(
    compared.filter(({ comparison }) => ["limit", "skipped"].includes(comparison.outcome)),
    [],
  );

  const valid = compared.filter(({ one }) => one.err === undefined);
  const identical = valid.filter(({ comparison }) => comparison.outcome === "same");
  const share = identical.length / valid.length;
  context.diagnostic(`identical ${identical.length} of ${valid.length}: ${(100 * share).toFixed(2)} %`);
  assert.ok(share >= LEAST_IDENTICAL);
});

function refusalsIn(
  compared: readonly { readonly one: TableCase; readonly comparison: Comparison }[],
): Record<string, string[]> {
  const refusals: Record<string, string[]> = {};
  for (const { one, comparison } of compared) {
    if (comparison.outcome !== "unsupported") continue;
    const compiled = compileRegex(one.pat, one.flags);
    if (!compiled.ok) (refusals[compiled.fault.message] ??= []).push(one.id);
  }
  return refusals;
}
