import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { compileRegex } from "../../../src/regex/index.ts";
import { UNSUPPORTED, type Unsupported } from "../../../src/regex/unsupported.ts";

/** Patterns that Perl 5.36 rejects, and how many characters stand before its `<-- HERE`. */
const REJECTED: readonly (readonly [pattern: string, offset: number, message: string])[] = [
  ["a)", 2, "Unmatched )"],
  ["a(b", 2, "Unmatched ("],
  ["(?<n>a", 1, "Unmatched ("],
  ["x[a", 2, "Unmatched ["],
  ["[]a", 1, "Unmatched ["],
  ["[z-a]", 4, 'Invalid [] range "z-a"'],
  ["[[:foo:]]", 8, "POSIX class [:foo:] unknown"],
  ["[[.a.]]", 6, "POSIX syntax [. .] is reserved for future extensions"],
  ["*a", 1, "Quantifier follows nothing"],
  ["a|*", 3, "Quantifier follows nothing"],
  ["(?i)*", 5, "Quantifier follows nothing"],
  ["a**", 3, "Nested quantifiers"],
  ["a{2}{3}", 5, "Nested quantifiers"],
  ["a+++", 4, "Nested quantifiers"],
  ["x{70000}", 7, "Quantifier in {,} bigger than 65534"],
  ["\\d{x}", 3, "Unescaped left brace in regex is illegal here"],
  ["\\", 1, "Trailing \\"],
  ["\\1", 2, "Reference to nonexistent group"],
  ["(a)\\2", 5, "Reference to nonexistent group"],
  ["\\g{-1}", 4, "Reference to nonexistent or unclosed group"],
  ["\\k<x>", 4, "Reference to nonexistent named group"],
  ["(?&x)", 4, "Reference to nonexistent named group"],
  ["(?1)", 4, "Reference to nonexistent group"],
  ["(?<1>a)", 4, "Group name must start with a non-digit word character"],
  ["(?z)", 3, "Sequence (?z...) not recognized"],
  ["(?", 2, "Sequence (? incomplete"],
  ["(?(1)a|b|c)", 9, "Switch (?(condition)... contains too many branches"],
  ["(?(x)a)", 4, "Unknown switch condition (?(...))"],
  ["\\b{3}", 4, "'3' is an unknown bound type"],
  ["\\o", 2, "Missing braces on \\o{}"],
  ["\\p{", 3, "Missing right brace on \\p{}"],
  ["\\c{1", 3, 'Use ";" instead of "\\c{"'],
  ["(*FOO)", 6, "Unknown verb pattern 'FOO'"],
  ["(?=a\\K)b", 6, "\\K not permitted in lookahead/lookbehind"],
  ["a(?<=\\X)", 1, "Lookbehind longer than 255 not implemented"],
];

test("a pattern that Perl rejects is rejected with the column inside the pattern", () => {
  for (const [pattern, offset, message] of REJECTED) {
    const compiled = compileRegex(pattern);
    assert.deepEqual(compiled, { ok: false, fault: { kind: "syntax", message, offset } }, pattern);
  }
});

test("code in a pattern is a fault, as at SEC's run time", () => {
  for (const pattern of ["(?{1})", "a(??{1})"]) {
    const compiled = compileRegex(pattern);
    assert.ok(!compiled.ok);
    assert.equal(compiled.fault.message, "Eval-group not allowed at runtime, use re 'eval'");
  }
});

/** A pattern with each construct that is not supported, and what else its message must name. */
const REFUSED: Readonly<Record<Unsupported, readonly [pattern: string, flags: string, which?: string]>> = {
  "modifier /l (rules of the process's locale)": ["(?l)a", ""],
  "boundary \\b{lb}": ["\\B{lb}", ""],
  "boundary \\b{sb}": ["\\b{sb}", ""],
  "character name": ["\\N{LATIN SMALL LETTER A}", "", "LATIN SMALL LETTER A"],
  "Unicode property": ["\\p{Age=5.0}", "", "Age=5.0"],
  "a sequence of characters in a class": ["[\\N{U+41.42}]", ""],
  "a sequence of characters in (?[...])": ["(?[ \\R ])", ""],
  "case folding to several characters": ["\\x{FB00}", "i"],
  "case folding of a long run of the letter s": ["sssssssss", "iu"],
  "the letter s in caseless alternatives with Unicode rules": ["s|ss", "iu"],
  "\\G more than once": ["\\Ga\\G", ""],
  "a condition that is an empty lookaround": ["(?(?=)a|b)", ""],
  "an atomic group in a lookbehind": ["(?<=(?>a|ab))c", ""],
  "a reference into a negative lookaround": ["(?!(a)b)\\w\\1", ""],
  "a lookahead that Perl takes for the match's start": ["(?(?=(a))a)(b)", ""],
  "an optional (*ACCEPT)": ["a(*ACCEPT)?b", ""],
  "(*COMMIT) beside (*ACCEPT)": ["a(*COMMIT)b(*ACCEPT)", ""],
  "a repeated (*THEN)": ["a(*THEN)?b", ""],
  "(*COMMIT), (*PRUNE) or (*SKIP) in a repeat": ["(?:a(*PRUNE))*b", ""],
};

test("a construct that is not supported is named, never approximated", () => {
  for (const [construct, [pattern, flags, which = ""]] of Object.entries(REFUSED)) {
    const compiled = compileRegex(pattern, flags);
    assert.ok(!compiled.ok, pattern);
    assert.equal(compiled.fault.kind, "unsupported", pattern);
    assert.ok(compiled.fault.message.startsWith(construct), compiled.fault.message);
    assert.ok(compiled.fault.message.includes(which), compiled.fault.message);
  }
});

test("the manual of regular expressions names every construct that is not supported", () => {
  const manual = readFileSync(new URL("../../../docs/regex.md", import.meta.url), "utf8");
  const section = /## Not supported\n([^]*?)\n## /.exec(manual)![1]!;
  const named = [...section.matchAll(/^- \*\*(.*?)\*\*/gm)].map(([, name]) => name!.replaceAll("`", ""));
  assert.deepEqual(named.toSorted(), UNSUPPORTED.toSorted());
});

test("an unknown modifier is a fault", () => {
  const compiled = compileRegex("a", "g");
  assert.ok(!compiled.ok);
  assert.equal(compiled.fault.message, 'Unknown regexp modifier "/g"');
});

test("a brace that is no quantifier is a literal", () => {
  for (const [pattern, subject] of [
    ["a{", "a{"],
    ["a{x}", "a{x}"],
    ["{1}", "{1}"],
    ["a{,}", "a{,}"],
  ] as const) {
    const compiled = compileRegex(pattern);
    assert.ok(compiled.ok, pattern);
    assert.equal(compiled.regex.exec(subject)?.[0], subject);
  }
});

test("more open parentheses than the stack has room for are a fault like Perl's, not a crash", () => {
  for (const opening of ["(", "(?:", "(?=", "(?<a>"]) {
    for (const depth of [1000, 100_000]) {
      const result = compileRegex(`${opening.repeat(depth)}a${")".repeat(depth)}`);
      assert.equal(result.ok || result.fault.message, "Too many nested open parens");
    }
  }
});
