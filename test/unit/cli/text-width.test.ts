import assert from "node:assert/strict";
import { test } from "node:test";
import { explain } from "../../../src/cli/explain.ts";
import { showDiagnostic } from "../../../src/cli/show-diagnostic.ts";
import { lineWidth, textWidth, wrapped } from "../../../src/cli/text-width.ts";

function paint(_: unknown, text: string): string {
  return text;
}

test("wide characters take two columns, accents none", () => {
  assert.deepEqual(["abc", "日本", "e\u0301", "é", ""].map(textWidth), [3, 4, 1, 1, 0]);
});

test("a text is broken at blanks, by columns and not by characters", () => {
  assert.equal(wrapped("one two three", { width: 7 }), "one two\nthree");
  assert.equal(wrapped("one two three", { width: 7, from: 1, indent: "  " }), "one\n  two\n  three");
  assert.equal(wrapped("日本 日本 a", { width: 7 }), "日本\n日本 a");
  assert.equal(wrapped("a word-that-is-too-long b", { width: 7 }), "a\nword-that-is-too-long\nb");
});

test("lines are as long as the terminal or $COLUMNS says, and have no end in a pipe", (context) => {
  const before = process.env["COLUMNS"];
  context.after(() => {
    if (before === undefined) delete process.env["COLUMNS"];
    else process.env["COLUMNS"] = before;
  });
  delete process.env["COLUMNS"];
  assert.equal(lineWidth({ isTTY: true, columns: 100 }), 100);
  assert.equal(lineWidth({ isTTY: true }), 80);
  process.env["COLUMNS"] = "60";
  assert.equal(lineWidth({ isTTY: true, columns: 100 }), 60);
  assert.equal(lineWidth({ columns: 100 }), Number.POSITIVE_INFINITY);
});

test("messages and hints are wrapped on a terminal only", () => {
  const diagnostic = {
    code: "unknown-action",
    severity: "error",
    span: { start: 0, end: 4 },
    message: "Invalid action 'nope and some more words'",
    hint: "if this is part of the action before, put that action's parameter in parentheses",
  } as const;
  const place = { path: "a.conf", start: { line: 1, column: 1 }, line: "nope and some more words" };
  const narrow = showDiagnostic(diagnostic, place, { paint, width: 40 });
  assert.ok(
    narrow.split("\n").every((line) => line.length <= 40),
    narrow,
  );
  assert.match(narrow, /^a\.conf:1:1: error: Invalid action 'nope\n {4}and some/);
  assert.match(narrow, /\n {4}hint: if this is part of the action\n {10}before/);
  const piped = showDiagnostic(diagnostic, place, { paint, width: Number.POSITIVE_INFINITY });
  assert.equal(piped.split("\n").length, 5);
});

test("headings and explanations of --explain are wrapped on a terminal only", () => {
  const narrow = explain("unsupported-regular-expression", 40);
  assert.ok(
    narrow.split("\n").every((line) => line.length <= 40),
    narrow,
  );
  assert.ok(explain("unsupported-regular-expression", Number.POSITIVE_INFINITY).split("\n")[0]!.length > 80);
});
