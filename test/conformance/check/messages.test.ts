import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { DIAGNOSTICS, type DiagnosticCode } from "../../../src/config/diagnostics/index.ts";
import { keyOf, MESSAGES_FILE, readCases } from "./cases.ts";
import { reportedCodes } from "./ours.ts";

const IN_ACTIONS: readonly DiagnosticCode[] = [
  "unbalanced-parentheses",
  "unknown-action",
  "missing-action",
  "invalid-action",
  "empty-parameter",
  "invalid-variable",
  "empty-action-lists",
  "invalid-perl-function",
];
const IN_CONTEXTS: readonly DiagnosticCode[] = [
  "invalid-context-expression",
  "unbalanced-parentheses",
  "invalid-perl-function",
];

/** What the reference says, and what we say of the same rule: one of these. The first that fits counts. */
const WORDINGS: readonly (readonly [RegExp, readonly DiagnosticCode[]])[] = [
  [/^Keyword 'type' missing/, ["missing-type"]],
  [/^Keyword '.*' missing/s, ["missing-field"]],
  [/^Keyword '.*' illegal/s, ["unknown-field"]],
  [/keyword requires the '/, ["field-needs-field"]],
  [/^Several '/, ["repeated-field"]],
  [/^Invalid rule type/, ["unknown-rule-type"]],
  [/^Invalid (?:event group )?pattern type/, ["unknown-pattern-type"]],
  // We do not know all properties, so an unknown one is not said to be none.
  [/^Invalid regular expression '.*Can't find Unicode property/s, ["unsupported-regular-expression"]],
  [/^Invalid regular expression/, ["invalid-regular-expression"]],
  [/^Invalid function/, ["invalid-perl-function"]],
  [/^Invalid (?:cached pattern name|truth value)/, ["invalid-pattern"]],
  [/^Invalid variable map/, ["invalid-variable-map"]],
  [/^Variable maps are supported/, ["variable-map-ignored"]],
  [/^Invalid (?:1st |2nd )?(?:time window|threshold)/, ["invalid-number"]],
  [/^Invalid continue\d* value/, ["invalid-continue"]],
  [/^label .* does not exist/s, ["unknown-label"]],
  [/^can't go backwards to label/, ["label-not-ahead"]],
  [/^Invalid procallin value/, ["procallin-ignored"]],
  [/^Invalid (?:constset|multact|shell) value/, ["invalid-yes-or-no"]],
  [/^Invalid \w+ specification|^Wrong number of elements/, ["invalid-time"]],
  [/^Invalid context expression/, IN_CONTEXTS],
  [/^Unexpected subexpression/, IN_CONTEXTS],
  [/^Eval '/, ["invalid-perl-function", "invalid-context-expression"]],
  [/^Unbalanced parentheses found in action list/, ["unbalanced-parentheses"]],
  [/^Variable .* does not have the form/s, ["invalid-variable"]],
  [/^Empty .* given for/, ["empty-parameter"]],
  [/^empty action lists? given for/i, ["empty-action-lists"]],
  [/^Invalid action list/, IN_ACTIONS],
  [/^Invalid action/, IN_ACTIONS],
  [/Line not in keyword=value format/, ["not-a-field"]],
  [/^No valid rules found/, ["no-rules"]],
];

/** No rule file of the corpus can give these. */
const NOT_IN_CORPUS: Readonly<Partial<Record<DiagnosticCode, string>>> = {
  "unreadable-file": "about files, not texts",
  "not-a-file": "about files, not texts",
  "no-file-found": "about files, not texts",
  "perl-not-found": "there is a perl",
  "needs-perl": "there is a perl",
  "pattern-exceeds-buffer": "hangs on --bufsize",
  "shell-variable": "hangs on --shell-vars",
  "unquotable-shell-variable": "hangs on --shell-vars",
  "too-complex": "a limit that the reference does not have",
};

test("whatever the reference says of a rule, we say of that rule, in the words of our table", () => {
  const golden: Readonly<Record<string, readonly string[]>> = JSON.parse(readFileSync(MESSAGES_FILE, "utf8"));
  const cases = readCases();
  const ours = reportedCodes(cases);
  const missing: string[] = [];
  cases.forEach((each, at) => {
    const { all, byRule } = ours[at]!;
    for (const message of golden[keyOf(each)] ?? []) {
      const [, about = "", line, text = ""] = /^\w+ (rule|line|file)(?: (\d+))?: (.*)$/s.exec(message) ?? [];
      const codes = WORDINGS.find(([wording]) => wording.test(text))?.[1] ?? [];
      const said = about === "rule" ? byRule.get(Number(line)) : all;
      if (!codes.some((code) => said?.has(code))) missing.push(`${keyOf(each)}: ${message}`);
    }
  });
  assert.deepEqual(missing, []);
});

test("every code is given by some rule file of the corpus", () => {
  const given = new Set(reportedCodes(readCases()).flatMap(({ all }) => [...all]));
  const others = Object.keys(DIAGNOSTICS).filter((code) => !given.has(code as DiagnosticCode));
  assert.deepEqual(others.toSorted(), Object.keys(NOT_IN_CORPUS).toSorted());
});
