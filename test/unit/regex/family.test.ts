import assert from "node:assert/strict";
import { test } from "node:test";
import { array, assert as check, constantFrom, integer, property } from "fast-check";
import { compileMember, compileRegex, PatternFamily, quotemeta } from "../../../src/regex/index.ts";

const PIECES = [
  "",
  "a",
  "b+",
  " from ",
  "(?<n>\\d+) ",
  "^",
  "$",
  "(",
  ")",
  "[",
  "]",
  "|",
  "\\",
  "\\x",
  "\\x4",
  "\\1",
  "\\d",
  "\\\\d",
  "{",
  "{1,",
  "}",
  "*",
  "?",
  "(?i)",
  "(?:",
  "(?<",
  "(?#",
  ".*",
  "\\c",
  "\\N",
  "\\p",
  ",",
  "=",
  "(x)",
  "\\ ",
  "-",
  "(.*)",
  "(\\d+)?",
  "\\b",
  "(?:(a)|b)",
  "x$",
] as const;
const bytes = array(integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 6 }).map((codes) =>
  String.fromCharCode(...codes),
);
const signs = array(constantFrom(..."\x01\x02\x0301af{}[]()\\?*+-^$|,<>=!#: sS\n"), {
  minLength: 1,
  maxLength: 5,
});
const pieces = array(array(constantFrom(...PIECES), { maxLength: 4 }), { minLength: 2, maxLength: 4 });

/** A pattern with these values, quoted, in their places. */
function textWith(texts: readonly string[], values: readonly string[]): string {
  return texts.map((text, at) => (at === 0 ? text : quotemeta(values[at - 1]!) + text)).join("");
}

test("a member of a family matches as if it had been parsed, whatever its values", () => {
  let [families, matches] = [0, 0];
  check(
    property(pieces, array(bytes, { minLength: 3 }), signs, bytes, (parts, some, others, noise): void => {
      const texts = parts.map((part) => part.join(""));
      const family = PatternFamily.of(texts);
      if (!family) return;
      families += 1;
      const values = [...some, others.join(""), others.join("")].slice(-(texts.length - 1));
      const source = textWith(texts, values);
      const parsed = compileRegex(source);
      const member = compileMember(family, values, source);
      assert.ok(parsed.ok && member.ok, source);
      const [one, other] = [member.regex, parsed.regex];
      assert.deepEqual(one.clauses, other.clauses, source);
      assert.deepEqual([one.engine, one.reason, one.hostile], [other.engine, other.reason, other.hostile]);
      const plain = texts.map((text, at) => (at === 0 ? text : values[at - 1]! + text)).join("");
      const head = texts[0]! + values[0]!;
      for (const subject of [plain, `${head}${plain}1 xa`, `${head}${head}b${values.join("")}x`, noise]) {
        const [found, expected] = [one.exec(subject), other.exec(subject)];
        assert.deepEqual(found && [...found], expected && [...expected], JSON.stringify([source, subject]));
        assert.equal(one.test(subject), other.test(subject));
        if (Array.isArray(found)) matches += 1;
        one.forget();
      }
    }),
    { numRuns: 1500 },
  );
  assert.ok(families > 150 && matches > 150, `${families} of them were families, with ${matches} matches`);
});

test("a pattern of a pair rule is a family, and one that could read a value otherwise is none", () => {
  assert.ok(PatternFamily.of(["session ", " closed after (\\d+) seconds"]));
  assert.ok(PatternFamily.of(["\\[\\d+\\]: user ", " from (\\S+) port ", ""]));
  for (const before of ["\\", "\\x", "\\x4", "\\1", "[", "a{1,", "(?i)", "(?", "(?<", "(?#", "\\c", "\\p"])
    assert.equal(PatternFamily.of([before, "}]) b"]), undefined, before);
  for (const behind of ["+", "{2}", "*"]) assert.equal(PatternFamily.of(["a ", behind]), undefined, behind);
});
