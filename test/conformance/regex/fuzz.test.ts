import "../../../src/linear-engine.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { compareWithPerl } from "./compare.ts";
import { generateCases } from "./generator.ts";
import { askPerl, hasPerl } from "./perl.ts";

const CASES = 5_000;
const SEED = 20_260_101;
/** Captures may differ where Perl 5.36 leaks them (docs/regex.md); that is rare. */
const MOST_OTHER_CAPTURES = 20;

test("random patterns match, fail and are rejected as in the installed Perl", (context) => {
  if (!hasPerl()) {
    context.skip("left out: there is no Perl with JSON::PP to compare with");
    return;
  }
  const cases = generateCases(SEED, CASES);
  const answers = askPerl(cases);
  const compared = cases.map((one, index) => ({ one, comparison: compareWithPerl(one, answers[index]) }));
  const wrong = compared.filter(({ comparison }) =>
    ["verdict", "verb", "rejected", "accepted"].includes(comparison.outcome),
  );
  assert.deepEqual(wrong, []);
  const captures = compared.filter(({ comparison }) => comparison.outcome === "captures");
  assert.ok(captures.length <= MOST_OTHER_CAPTURES, JSON.stringify(captures.slice(0, 3)));
});
