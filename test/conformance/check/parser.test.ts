import assert from "node:assert/strict";
import { test } from "node:test";
import { parseRuleFile } from "../../../src/config/parse-rule-file.ts";
import { linesOf } from "../../../src/config/position.ts";
import { keyOf, readCases } from "./cases.ts";
import { agrees, judgeOurs } from "./ours.ts";

/** Where we mean to differ from SEC 2.9.1, each with its reason. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  "patterns-of-public-collections: the pattern \\N{LATIN SMALL LETTER A}":
    "characters by name: docs/regex.md",
  "patterns-of-public-collections: the pattern (?l)x": "rules of the locale: docs/regex.md",
};

test("every rule file of the corpus is judged as SEC 2.9.1 judges it, rule by rule", () => {
  const cases = readCases();
  const ours = judgeOurs(cases);
  const differing = cases.filter(({ verdict }, at) => !agrees(ours[at]!, verdict));
  assert.deepEqual(differing.map(keyOf), Object.keys(EXCEPTIONS));
});

test("every diagnostic of the corpus points into its file", () => {
  for (const each of readCases()) {
    const { positionOf } = linesOf(each.text);
    for (const { span } of parseRuleFile("test.conf", each.text, { digest: (rule) => rule }).diagnostics) {
      assert.ok(span.start >= 0 && span.start <= span.end && span.end <= each.text.length, keyOf(each));
      assert.ok(positionOf(span.start).column >= 1);
    }
  }
});
