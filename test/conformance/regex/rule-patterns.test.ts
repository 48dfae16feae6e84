import "../../../src/linear-engine.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { compileRegex } from "../../../src/regex/index.ts";
import { compareWithPerl } from "./compare.ts";
import { askPerl, hasPerl } from "./perl.ts";
import { readRulePatterns } from "./rule-patterns.ts";

/** Patterns that V8 does not run, each with the reason. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  // Rules about a pattern that does not compile.
  "^ab\\": "Trailing \\",
  "(": "Unmatched (",
  // Perl sets a group that matched nothing, JavaScript unsets it.
  "^([^\\n]*)(\\n)?(.*)$": "an optional capture that can match nothing",
};

test("the conformance rules' patterns run in V8, but for named exceptions", (context) => {
  const patterns = new Set(readRulePatterns().map(({ pattern }) => pattern));
  const exceptions: Record<string, string> = {};
  for (const pattern of patterns) {
    const compiled = compileRegex(pattern);
    if (!compiled.ok) exceptions[pattern] = compiled.fault.message;
    else if (compiled.regex.engine !== "v8") exceptions[pattern] = compiled.regex.reason;
  }
  context.diagnostic(`${patterns.size} patterns, ${Object.keys(exceptions).length} not in V8`);
  assert.ok(patterns.size > 100);
  assert.deepEqual(exceptions, EXCEPTIONS);
});

test("the conformance rules' patterns match their lines as in the installed Perl", (context) => {
  if (!hasPerl()) {
    context.skip("left out: there is no Perl with JSON::PP to compare with");
    return;
  }
  const cases = readRulePatterns().flatMap(({ pattern, subjects }) =>
    subjects.map((subj) => ({ pat: pattern, flags: "", subj })),
  );
  const answers = askPerl(cases);
  const differing = cases
    .map((one, index) => ({ one, ...compareWithPerl(one, answers[index]) }))
    .filter(({ outcome }) => outcome !== "same");
  context.diagnostic(`${cases.length} pairs of pattern and line compared`);
  assert.deepEqual(differing, []);
});
