import assert from "node:assert/strict";
import { test } from "node:test";
import { array, assert as check, integer, property } from "fast-check";
import { type Captures, compileRegex, quotemeta } from "../../src/regex/index.ts";
import { generateCases } from "../conformance/regex/generator.ts";

const bytes = array(integer({ min: 0, max: 255 }), { maxLength: 20 }).map((codes) =>
  String.fromCharCode(...codes),
);

test("a quoted value matches exactly itself", () => {
  check(
    property(bytes, bytes, (value, other) => {
      const compiled = compileRegex(`\\A${quotemeta(value)}\\z`);
      assert.ok(compiled.ok);
      assert.equal(compiled.regex.test(value), true);
      assert.equal(compiled.regex.test(other), other === value);
    }),
  );
});

test("a subject that matches holds a literal of every clause", () => {
  for (const { pat, flags, subj } of generateCases(11, 3_000)) {
    const compiled = compileRegex(pat, flags);
    if (!compiled.ok || compiled.regex.test(subj) !== true) continue;
    for (const { literals, ignoreCase } of compiled.regex.clauses) {
      const searched = ignoreCase ? asciiLower(subj) : subj;
      assert.ok(
        literals.some((literal) => searched.includes(literal)),
        JSON.stringify({ pat, flags, subj, literals }),
      );
    }
  }
});

test("both engines agree on every subject", () => {
  check(
    property(integer(), array(bytes, { maxLength: 3 }), (seed, subjects): void => {
      const [one] = generateCases(seed, 1);
      const chosen = compileRegex(one!.pat, one!.flags);
      const machine = compileRegex(one!.pat, one!.flags, { only: "vm" });
      if (!chosen.ok || !machine.ok) return;
      for (const subject of [one!.subj, ...subjects]) {
        const found: Captures | undefined | "limit" = chosen.regex.exec(subject);
        const expected: Captures | undefined | "limit" = machine.regex.exec(subject);
        if (found === "limit" || expected === "limit") continue;
        assert.deepEqual(found && [...found], expected && [...expected], JSON.stringify([one!.pat, subject]));
      }
    }),
    { numRuns: 500 },
  );
});

test("what a pattern matches does not depend on the matches before", () => {
  for (const { pat, flags, subj } of generateCases(5, 300)) {
    const compiled = compileRegex(pat, flags);
    if (!compiled.ok) continue;
    const first = compiled.regex.spans(subj);
    compiled.regex.test(`${subj}${subj}`);
    assert.deepEqual(compiled.regex.spans(subj), first);
  }
});

function asciiLower(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}
