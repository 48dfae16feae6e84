import assert from "node:assert/strict";
import { test } from "node:test";
import { checkPerlFunctions } from "../../../src/perl/check-syntax.ts";

const TIMEOUT_MILLISECONDS = 1000;

function messages(...codes: readonly string[]): readonly (string | undefined)[] {
  const verdicts = checkPerlFunctions(new Set(codes), TIMEOUT_MILLISECONDS);
  assert.equal(verdicts.kind, "checked");
  return verdicts.kind === "checked" ? codes.map((code) => verdicts.faults.get(code)?.message) : [];
}

test("code that yields no function is told apart from code that does", () => {
  assert.deepEqual(messages("sub { 1 }", "1", "", "sub { 1", "sub { strftime('%s', localtime) }"), [
    undefined,
    "it yields '1'",
    "it yields nothing",
    "Missing right curly or square bracket, at end of line; syntax error, at EOF",
    undefined,
  ]);
});

function slow(seconds: number): string {
  return `sub { BEGIN { select(undef, undef, undef, ${seconds}) } 1 }`;
}

test("each piece of code has its own time limit, and the others are checked all the same", () => {
  assert.deepEqual(messages(slow(30), "sub { 1 }", slow(0.7), slow(0.8), "2"), [
    "when it is compiled, it takes more than 1 seconds",
    undefined,
    undefined,
    undefined,
    "it yields '2'",
  ]);
});

test("how code ends the Perl process is said, and the others are checked all the same", () => {
  assert.deepEqual(messages("BEGIN { exit 3 } sub { 1 }", "sub { 1 }", "BEGIN { kill 9, $$ }", "7"), [
    "when it is compiled, it ends the Perl process with exit code 3",
    undefined,
    "when it is compiled, it ends the Perl process by signal 9",
    "it yields '7'",
  ]);
});

test("code cannot take the place of the checker: it may fork, print, and read standard input", () => {
  const codes = ["BEGIN { fork } sub { 1 }", "BEGIN { print 'F'; $_ = <STDIN> } sub { 1 }", "8"];
  assert.deepEqual(messages(...codes), [undefined, undefined, "it yields '8'"]);
});
