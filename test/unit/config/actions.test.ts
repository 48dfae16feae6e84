import assert from "node:assert/strict";
import { test } from "node:test";
import { faults, onlyAction, onlyRule, single } from "./parse.ts";

const listFaults = (action: string): readonly string[] =>
  faults(single({ action })).filter((fault) => fault !== "no-rules: ");

function keywords(action: string): readonly string[] {
  const rule = onlyRule(single({ action }));
  return "action" in rule ? rule.action.actions.map((each) => each.action) : [];
}

test("actions are separated by semicolons outside of parentheses", () => {
  assert.deepEqual(keywords("none; write - (a; b) ;WRITE - c;"), ["none", "write", "write"]);
  assert.deepEqual(keywords(";"), []);
  assert.deepEqual(keywords("none;; ;"), ["none"]);
  assert.deepEqual(listFaults("none;; none"), ["missing-action: "]);
  assert.deepEqual(listFaults("; none"), ["missing-action: "]);
});

test("a parameter loses outer parentheses, even if they are not a pair", () => {
  assert.equal(onlyAction("write - (a) and (b)", "write").text.text, "a) and (b");
  assert.equal(onlyAction("write (-) ( a )", "write").file.text, "-");
  assert.equal(onlyAction("write - ( a )", "write").text.text, "a");
  assert.equal(onlyAction("assign %a (( x ))", "assign").text.text, "( x )");
});

test("masked parentheses lose their backslash after the outer ones are gone", () => {
  assert.equal(onlyAction("write - \\(x\\)", "write").text.text, "(x)");
  assert.equal(onlyAction("write - (\\(x\\))", "write").text.text, "(x)");
  assert.equal(onlyAction("write - a\\b \\\\(", "write").text.text, "a\\b \\(");
});

test("a text that is left out or empty is the operation description string", () => {
  for (const list of ["write -", "write - ()", "write - (  )"]) {
    assert.equal(onlyAction(list, "write").text.text, "%s", list);
  }
  assert.equal(onlyAction("pipe '' cat", "pipe").text.text, "%s");
  assert.equal(onlyAction("create", "create").name.text, "%s");
});

test("words end at blanks, even inside parentheses", () => {
  const action = onlyAction("write (- x) y", "write");
  assert.deepEqual([action.file.text, action.text.text], ["(-", "x) y"]);
});

test("a needed parameter that is empty is reported where it stands", () => {
  assert.deepEqual(listFaults("none; write () x"), ["empty-parameter: ()"]);
  assert.deepEqual(listFaults("cmdexec ( )"), ["empty-parameter: ( )"]);
});

test("too few or too many parameters are reported", () => {
  assert.deepEqual(listFaults("write"), ["invalid-action: write"]);
  assert.deepEqual(listFaults("none x"), ["invalid-action: x"]);
  assert.deepEqual(listFaults("addinput a 0 b c"), ["invalid-action: c"]);
  assert.deepEqual(listFaults("pipe 'a'cat"), ["invalid-action: pipe 'a'cat"]);
});

test("a parenthesis without counterpart is reported where it stands", () => {
  assert.deepEqual(listFaults("write - a (b (c)"), ["unbalanced-parentheses: ("]);
  assert.deepEqual(listFaults("write - well done :)"), ["unbalanced-parentheses: )"]);
});

test("variables have a percent sign and a name without dot or braces", () => {
  assert.equal(onlyAction("assign %a_1 x", "assign").variable.name, "a_1");
  for (const name of ["a", "%.a", "%{a}", "%1", "%a-b", "%", "%a\xe9"]) {
    assert.deepEqual(listFaults(`assign ${name} x`), [`invalid-variable: ${name}`]);
  }
});

function event(list: string): readonly [number | undefined, string] {
  const { delay, text } = onlyAction(list, "event");
  return [delay, text.text];
}

test("event takes digits for a delay only if a blank or nothing follows", () => {
  assert.deepEqual(event("event 05 y"), [5, "y"]);
  assert.deepEqual(event("event 5"), [5, "%s"]);
  assert.deepEqual(event("event 5x y"), [undefined, "5x y"]);
  assert.deepEqual(event("event (5) y"), [undefined, "(5) y"]);
});

test("rule numbers of reset are absolute or relative", () => {
  assert.deepEqual(onlyAction("reset -1 x", "reset").rule, { relative: true, value: -1 });
  assert.deepEqual(onlyAction("reset +0", "reset").rule, { relative: true, value: 0 });
  assert.deepEqual(onlyAction("reset 7 x", "reset").rule, { relative: false, value: 7 });
  assert.equal(onlyAction("reset 7x", "reset").rule, undefined);
});

test("create and set take an action list with or without parentheses", () => {
  assert.equal(onlyAction("create A 5 (write - a; none)", "create").onExpiry?.actions.length, 2);
  assert.equal(onlyAction("create A 5 write - a", "create").onExpiry?.actions[0]?.action, "write");
  assert.equal(onlyAction("set A 5 ()", "set").onExpiry, undefined);
  assert.deepEqual(listFaults("create A 5 (nope)"), ["unknown-action: nope"]);
});

test("if and while have their lists in parentheses with blanks around them", () => {
  const action = onlyAction("IF %x ( write - (a) ) ELSE ( none; none )", "if");
  assert.deepEqual([action.whenTrue.actions.length, action.whenFalse?.actions.length], [1, 2]);
  assert.equal(onlyAction("while %x ( break )", "while").body.actions[0]?.action, "break");
  assert.equal(onlyAction("if %x () else ( none )", "if").whenTrue.actions.length, 0);
  for (const list of [
    "if %x(none)",
    "if %x ( none )else ( none )",
    "if %x ( none ) else( none )",
    "if %x none",
  ]) {
    assert.ok(listFaults(list).length > 0, list);
  }
  assert.deepEqual(listFaults("while %x ()"), ["empty-action-lists: while %x ()"]);
});

test("lcall splits at its first operator, before which no blank is needed", () => {
  const action = onlyAction("lcall %o (a $1) :> (sub { $_[0]->{x} })", "lcall");
  assert.deepEqual(
    [action.operator, action.arguments.map(({ text }) => text), action.code.text],
    [":>", ["a", "$1"], "sub { $_[0]->{x} }"],
  );
  assert.equal(onlyAction("lcall %o->sub { 1 }", "lcall").code.text, "sub { 1 }");
});

test("Perl functions are judged by the given check, with their masked parentheses bare", () => {
  const seen: string[] = [];
  const text = single({ action: "lcall %o -> ( sub { '\\)' } )", context: "-> (sub { 1 })" });
  const codes = faults(text, (code) => {
    seen.push(code);
    return { message: "no", deadly: false };
  });
  assert.deepEqual(seen.toSorted(), ["sub { ')' }", "sub { 1 }"]);
  assert.deepEqual(codes.filter((code) => code.startsWith("invalid-perl-function")).length, 2);
});

function nested(depth: number): string {
  return `${"if %x ( ".repeat(depth)}none${" )".repeat(depth)}`;
}

test("parentheses can be nested a hundred deep, and not without end", () => {
  assert.deepEqual(listFaults(nested(100)), []);
  assert.deepEqual(listFaults(nested(100_000)), ["too-complex: ("]);
});
