import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import * as fc from "fast-check";
import { parseRuleFile } from "../../src/config/parse-rule-file.ts";

const EXAMPLES = join(import.meta.dirname, "../../examples/rules");
const RUNS = 300;

function examples(): string {
  const files = readdirSync(EXAMPLES).map((name) => readFileSync(join(EXAMPLES, name), "latin1"));
  return files.join("\n");
}

function digest(rule: string): string {
  return rule;
}

/** Fails if the parser throws, or if a diagnostic or a rule points outside of the file. */
function holds(text: string): void {
  const { file, diagnostics } = parseRuleFile("test.conf", text, { digest });
  for (const { span } of [...diagnostics, ...file.rules]) {
    assert.ok(span.start >= 0 && span.start <= span.end && span.end <= text.length, JSON.stringify(span));
  }
}

const bytes = fc.uint8Array({ maxLength: 400 }).map((array) => Buffer.from(array).toString("latin1"));

const FIELDS =
  "type=Single|ptype=RegExp|type=EventGroup2|ptype2=SubStr|pattern=|desc=|action=|context=|varmap=";
const MORE_FIELDS = "label=l|rem=|continue=GoTo l|window=0|time=* * 1-5/2 , *|#|x|\\|";
const OPERATORS = "(|)|\\(|\\)|[|]|!|&&|->|:>|=|; | |\t|\r|%a|$1|'|\xa0";
const ACTIONS = "if |else |while |create |lcall |pipe |write - |event |sub { 1 }|varset ";
const PIECES = [
  ...`${FIELDS}|${MORE_FIELDS}`.split("|").map((line) => `\n${line}`),
  ...`${OPERATORS}|${ACTIONS}`.split("|"),
  "||",
];

/** Pieces of the rule language in any order. */
const words = fc.array(fc.constantFrom(...PIECES), { maxLength: 120 }).map((parts) => parts.join(""));

test("random bytes never make the parser throw, and spans stay inside the file", () => {
  fc.assert(fc.property(bytes, holds), { numRuns: RUNS });
});

test("random pieces of rules never make the parser throw, and spans stay inside the file", () => {
  fc.assert(fc.property(words, holds), { numRuns: RUNS * 3 });
});

test("mutated rule files never make the parser throw, and spans stay inside the file", () => {
  const original = examples();
  const edits = fc.array(
    fc.record({ at: fc.nat(original.length), remove: fc.nat(40), insert: fc.oneof(words, bytes) }),
    { minLength: 1, maxLength: 8 },
  );
  fc.assert(
    fc.property(edits, (all) => {
      holds(
        all.reduce(
          (text, { at, remove, insert }) => text.slice(0, at) + insert + text.slice(at + remove),
          original,
        ),
      );
    }),
    { numRuns: RUNS },
  );
});
