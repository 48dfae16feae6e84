import assert from "node:assert/strict";
import { test } from "node:test";
import { expression, faults, onlyRule, single } from "./parse.ts";

const contextFaults = (context: string): readonly string[] =>
  faults(single({ context })).filter((fault) => fault !== "no-rules: ");

test("operands are names, groups, negations, cache entries and Perl code", () => {
  assert.equal(expression("! A&&(B || !!C)"), "(!A && (B || C))");
  assert.equal(expression("varset SSH && varset (A B)"), "(varset SSH && varset A B)");
  assert.equal(expression("=($1 > 5 && 1)"), "={$1 > 5 && 1}");
  assert.equal(expression("$1 b -> ( sub { 1 && 2 } )"), "<$1,b>->{sub { 1 && 2 }}");
  assert.equal(expression("(a! b):>sub { 1 }"), "<a!,b>:>{sub { 1 }}");
});

test("blanks around a program belong to it if it stands in parentheses", () => {
  assert.equal(expression("= ( 1 + 1  )"), "={ 1 + 1  }");
  assert.equal(expression("=  1 + 1  "), "={1 + 1}");
  assert.equal(expression("A && =( \\( )"), "(A && ={ ( })");
});

test("a name may hold nearly anything but blanks and parentheses", () => {
  for (const name of ["A=1", "A;", "A|B", "varset", "A!B", "A->", "[A"]) assert.equal(expression(name), name);
  assert.equal(expression("A\\(b"), "A(b");
});

test("operators of one level are combined from left to right", () => {
  assert.equal(expression("A && B || C"), "((A && B) || C)");
  assert.equal(expression("(A || B) && C"), "((A || B) && C)");
});

test("only && after || has the order of the reference, and is warned of", () => {
  assert.equal(expression("A && B || C || D"), "(((A && B) || C) || D)");
  assert.equal(expression("A || B && C"), "{A B C && ||}");
  assert.equal(expression("A && B || C && D && E || F"), "{A B && C D && E && || F ||}");
  assert.equal(expression("(A || B && C) && D"), "{{A B C && ||} D &&}");
  assert.equal(expression("!(A || B && C) && D"), "(!{A B C && ||} && D)");
  assert.equal(expression("!!(A || B && C) && !!D"), "(!!{A B C && ||} && D)");
  assert.deepEqual(contextFaults("A || B && C"), ["and-after-or: &&"]);
  assert.deepEqual(contextFaults("A || (B && C)"), []);
});

function bracketed(context: string): boolean | undefined {
  const rule = onlyRule(single({ context }));
  return "condition" in rule ? rule.condition.context?.beforePattern : undefined;
}

test("square brackets around the whole have it evaluated before the pattern", () => {
  assert.equal(bracketed("[A && !B]"), true);
  assert.equal(bracketed("[A] && B"), false);
  assert.equal(expression("[ [A] ]"), "[A]");
});

test("faults point at the operand", () => {
  assert.deepEqual(contextFaults("A && b c"), ["invalid-context-expression: b c"]);
  assert.deepEqual(contextFaults("A && (B) C"), ["invalid-context-expression: (B) C"]);
  assert.deepEqual(contextFaults("A &&"), ["invalid-context-expression: A &&"]);
  assert.deepEqual(contextFaults("=length($1) > 5"), ["invalid-context-expression: =length($1) > 5"]);
  assert.deepEqual(contextFaults("(A || B"), ["unbalanced-parentheses: ("]);
  assert.deepEqual(contextFaults("A) && (B"), ["unbalanced-parentheses: )", "unbalanced-parentheses: ("]);
});

test("match variables in brackets stay text, and that is warned of", () => {
  assert.deepEqual(contextFaults("[C_$1]"), ["variable-stays-text: $1"]);
  assert.deepEqual(contextFaults("C_$1"), []);
});

test("an expression of thousands of operators is reported, not a crash", () => {
  assert.deepEqual(contextFaults(Array(100_000).fill("A").join("||")), ["too-complex: ||"]);
  assert.equal(expression(`${"! ".repeat(10_000_001)}A`), "!A");
});

test("a context of hundreds of thousands of operators is refused in linear time", () => {
  const start = performance.now();
  assert.deepEqual(contextFaults(`${"A && ".repeat(200_000)}B`), ["too-complex: &&"]);
  assert.equal(contextFaults(`${"(A) -> ".repeat(200_000)}B`).length, 1);
  // In quadratic time it takes a minute.
  assert.ok(performance.now() - start < 15_000);
});
