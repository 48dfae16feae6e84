import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { createEngine } from "../../../src/core/create-engine.ts";
import { step } from "../../../src/core/step.ts";
import { readCommandLine } from "../../../src/daemon/command-line.ts";
import { RuleLoader } from "../../../src/daemon/rule-loading.ts";
import { engineOptions } from "../../../src/daemon/settings.ts";
import { localTime } from "../../../src/system/local-time.ts";

const rule = (pattern: string, point: string): string =>
  `type=Single\ncontinue=${point}\nptype=RegExp\npattern=${pattern}\ndesc=any\naction=none\n\n`;

const RULES = rule("rare (\\S+)", "TakeNext") + rule("common (\\S+)", "DontCont") + rule("last", "TakeNext");
const LINES = ["a common line", "a rare thing", "the last line", "nothing at all", "a common end"];

/** How many events each rule was tried on, and how many it has matched. */
function counts(folder: string, ...options: readonly string[]): readonly (readonly (number | undefined)[])[] {
  const path = join(folder, "rules.conf");
  writeFileSync(path, RULES);
  const read = readCommandLine([`--conf=${path}`, "--ruleperf", ...options]);
  const compiler = { whyUnavailable: () => "none here", compile: () => undefined };
  const { ruleSet } = new RuleLoader(() => {}, compiler).load(read.options);
  const engine = createEngine(
    ruleSet,
    engineOptions(read.options),
    { perform: () => {}, log: () => {}, localTime, childNews: () => [] },
    1_700_000_000,
  );
  for (const text of LINES) step(engine, { text, source: "log", context: undefined });
  return ruleSet.files[0]!.rules.map(({ performance, matches }) => [performance?.events, matches]);
}

test("--ruleperf counts the rules that the reference tries, with the literal index and without it", () => {
  const folder = mkdtempSync(join(tmpdir(), "sec-ts-ruleperf-"));
  try {
    // The last rule is not tried on lines that the second has taken.
    const expected = [
      [5, 1],
      [5, 2],
      [3, 1],
    ];
    assert.deepEqual(counts(folder), expected);
    assert.deepEqual(counts(folder, "--literal-index"), expected);
    assert.deepEqual(counts(folder, "--noliteral-index"), expected);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
