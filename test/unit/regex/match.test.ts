import assert from "node:assert/strict";
import { test } from "node:test";
import { type Captures, compileRegex } from "../../../src/regex/index.ts";

/** What both engines capture; they must agree. */
function captures(pattern: string, subject: string, flags = ""): Captures | undefined | "limit" {
  const chosen = compileRegex(pattern, flags);
  const machine = compileRegex(pattern, flags, { only: "vm" });
  assert.ok(chosen.ok && machine.ok, pattern);
  const found = chosen.regex.exec(subject);
  assert.deepEqual(listed(machine.regex.exec(subject)), listed(found), `engines differ: ${pattern}`);
  assert.equal(chosen.regex.test(subject), found !== undefined);
  return listed(found);
}

function listed(found: Captures | undefined | "limit"): Captures | undefined | "limit" {
  return typeof found === "object" ? [...found] : found;
}

test("classes are ASCII, and bytes above 7F are no word characters and no white space", () => {
  assert.equal(captures("\\w", "\xe4"), undefined);
  assert.equal(captures("\\s", "\x85\xa0"), undefined);
  assert.deepEqual(captures("\\W+", "a\xe4\xa0b"), ["\xe4\xa0"]);
});

test("\\h, \\v and \\R know the bytes A0 and 85", () => {
  assert.deepEqual(captures("\\h+", "x\xa0\t y"), ["\xa0\t "]);
  assert.deepEqual(captures("\\v", "x\x85"), ["\x85"]);
  assert.deepEqual(captures("\\R", "x\r\n"), ["\r\n"]);
  assert.equal(captures("\\R\\n", "\r\n"), undefined);
});

test("case folding is ASCII only, unless the pattern asks for Unicode rules", () => {
  assert.equal(captures("(?i)\xe4", "\xc4"), undefined);
  assert.deepEqual(captures("(?iu)\xe4", "\xc4"), ["\xc4"]);
  assert.deepEqual(captures("(?i)k", "K"), ["K"]);
  assert.deepEqual(captures("(?iu)stra\xdfe", "STRASSE"), ["STRASSE"]);
});

test("$ matches before a final newline, \\z does not", () => {
  assert.deepEqual(captures("b$", "ab\n"), ["b"]);
  assert.equal(captures("b\\z", "ab\n"), undefined);
  assert.deepEqual(captures("^b", "a\nb", "m"), ["b"]);
  assert.equal(captures("^$", "a\n", "m"), undefined);
});

test("a group keeps what it captured in an earlier iteration", () => {
  assert.deepEqual(captures("(?:(a)|b)*", "ab"), ["ab", "a"]);
});

test("a reference to an unset group never matches", () => {
  assert.equal(captures("(?:(a)|b)\\1", "b"), undefined);
  assert.deepEqual(captures("(?:(a)|b)\\1", "aa"), ["aa", "a"]);
});

test("possessive and atomic groups do not give back", () => {
  assert.equal(captures("a++a", "aaa"), undefined);
  assert.deepEqual(captures("(?>a|ab)c", "abc ac"), ["ac"]);
  assert.deepEqual(captures("[^a]?+\\w", "bb"), ["bb"]);
});

test("names may be used twice, and branch reset shares numbers", () => {
  assert.deepEqual(captures("(?<n>a)|(?<n>b)", "b"), ["b", undefined, "b"]);
  assert.deepEqual(captures("(?|(a)|(b))(c)", "bc"), ["bc", "b", "c"]);
  const compiled = compileRegex("(?<n>a)|(?<n>b)|(?<m>c)");
  assert.ok(compiled.ok);
  assert.deepEqual(
    [...compiled.regex.groupNames],
    [
      ["n", [1, 2]],
      ["m", [3]],
    ],
  );
});

test("recursion, conditions and verbs run in the machine", () => {
  assert.deepEqual(captures("(\\((?:[^()]|(?1))*\\))", "x(a(b)c)"), ["(a(b)c)", "(a(b)c)"]);
  assert.deepEqual(captures("(a)?(?(1)b|c)", "c"), ["c", undefined]);
  assert.equal(captures("a+(*COMMIT)b", "aaac ab"), undefined);
  assert.equal(captures("aaa(*SKIP)b|a", "aaac"), undefined);
  assert.deepEqual(captures("(?:\\w(*THEN)b|ac)", "ac"), ["ac"]);
  assert.deepEqual(captures("foo\\Kbar", "foobar"), ["bar"]);
});

test("/x ignores blanks and comments, /xx blanks in classes too", () => {
  assert.deepEqual(captures("a b # c\n c", "abc", "x"), ["abc"]);
  assert.deepEqual(captures("[a b]+", "ab ", "xx"), ["ab"]);
  assert.deepEqual(captures("a(?#b)+", "aa"), ["aa"]);
});

test("a position is that of the whole match and of each group", () => {
  const compiled = compileRegex("(a)(x)?(b)");
  assert.ok(compiled.ok);
  assert.deepEqual(compiled.regex.spans("--ab"), Int32Array.of(2, 4, 2, 3, -1, -1, 3, 4));
  assert.equal(compiled.regex.spans("--"), undefined);
});

test("the same pattern serves lines with and without newlines", () => {
  const compiled = compileRegex("^a.c$");
  assert.ok(compiled.ok);
  assert.equal(compiled.regex.test("abc"), true);
  assert.equal(compiled.regex.test("abc\n"), true);
  assert.equal(compiled.regex.test("a\nc"), false);
  assert.equal(compiled.regex.test("abc\nd"), false);
});
