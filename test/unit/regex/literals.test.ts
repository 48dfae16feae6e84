import assert from "node:assert/strict";
import { test } from "node:test";
import { bestClause, type Clause, compileRegex } from "../../../src/regex/index.ts";

function clauses(pattern: string, flags = ""): readonly Clause[] {
  const compiled = compileRegex(pattern, flags);
  assert.ok(compiled.ok, pattern);
  return compiled.regex.clauses;
}

const exact = (...literals: string[]): Clause => ({ literals, ignoreCase: false });
const folded = (...literals: string[]): Clause => ({ literals, ignoreCase: true });

test("text that every match holds is a clause, in one piece as far as it is", () => {
  assert.deepEqual(clauses("sshd\\[\\d+\\]: Failed"), [exact("sshd["), exact("]: Failed")]);
  assert.deepEqual(clauses("^foo\\b bar$"), [exact("foo bar")]);
  assert.deepEqual(clauses("(foo)(bar)?baz"), [exact("foo"), exact("baz")]);
});

test("alternatives are one clause with a literal of each", () => {
  assert.deepEqual(clauses("x(?:error|failed)y"), [exact("x"), exact("error", "failed"), exact("y")]);
  assert.deepEqual(clauses("error|\\d+"), []);
});

test("a clause of a pattern that ignores case is lower case", () => {
  assert.deepEqual(clauses("Failed \\S", "i"), [folded("failed ")]);
});

test("repeats and lookarounds count as far as they must match", () => {
  assert.deepEqual(clauses("(?:ab)+c"), [exact("ab"), exact("c")]);
  assert.deepEqual(clauses("a{3}b"), [exact("aaab")]);
  assert.deepEqual(clauses("(?:ab)*c"), [exact("c")]);
  assert.deepEqual(clauses("(?=foo)(?!bar)baz"), [exact("foo"), exact("baz")]);
  assert.deepEqual(clauses("(a(*ACCEPT)b)c"), []);
});

test("the best clause is long and has few alternatives", () => {
  assert.deepEqual(bestClause(clauses("a.*(?:one|two).*longest")), exact("longest"));
  assert.equal(bestClause(clauses("\\d+")), undefined);
});
