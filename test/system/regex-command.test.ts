import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { MAIN } from "../main-program.ts";

function secTs(args: readonly string[], input: Buffer | string = "") {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, "regex", ...args], { input });
  return { status, stdout: stdout.toString("utf8"), stderr: stderr.toString("utf8") };
}

test("every line shows its variables as a rule would set them", () => {
  const { status, stdout } = secTs(["(?<user>\\w+)(x)? from"], "root from here\nnothing\n");
  assert.equal(status, 0);
  assert.deepEqual(stdout.split("\n").slice(2), [
    'line 1: 0-9 matched "root from"',
    '  $0 = "root from here"',
    '  $1 = "root"',
    "  $2 = undef",
    '  $+{user} = "root"',
    "line 2: no match",
    "",
  ]);
});

test("a pattern without groups sets $1 to 1", () => {
  assert.match(secTs(["o+"], "foo\n").stdout, /^ {2}\$1 = "1"$/m);
});

test("the engine, the reason and the danger are shown once", () => {
  const { stdout } = secTs(["^(a)?\\1"], "b\n");
  assert.match(stdout, /^engine: backtracking machine: a backreference to a group that may be unset\n/);
  assert.match(stdout, /^hostile input could be slow: no/m);
});

test("bytes that could steer a terminal are shown as \\xNN, UTF-8 as text", () => {
  const { stdout } = secTs([".+"], Buffer.from("a\x1b[31m\u00e4\u202e\xff", "utf8"));
  assert.ok(stdout.includes('"a\\x1b[31m\u00e4\\xe2\\x80\\xae\u00ff"'), stdout);
});

test("a faulty pattern is shown with a pointer to the fault, and ends with status 2", () => {
  const { status, stderr } = secTs(["ab(c"]);
  assert.equal(status, 2);
  assert.equal(stderr, "Unmatched (, at column 4\n  ab(c\n     ^\n");
});

test("no matching line ends with status 1, files are read in turn", (context) => {
  const folder = mkdtempSync(join(tmpdir(), "sec-ts-regex-"));
  context.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "one"), "a\nb");
  writeFileSync(join(folder, "two"), "c\n");
  const files = [join(folder, "one"), join(folder, "two")];
  assert.equal(secTs(["x", ...files]).status, 1);
  assert.match(secTs(["--flags=i", "C", ...files]).stdout, /^line 3: 0-1 matched "c"$/m);
});

test("--json answers every line of standard input", () => {
  const requests = [
    { pat: "(a)(b)?", flags: "", subj: "xac" },
    { pat: "\u00e4", flags: "", subj: "\u00e4" },
    { pat: "a", flags: "", subj: "b" },
    { pat: "a(", flags: "", subj: "" },
    { pat: "^((\\w+)\\s?)*\\2$", flags: "", subj: `${"word ".repeat(3000)}!` },
    { pat: "\u0100", flags: "", subj: "" },
  ];
  const { stdout } = secTs(["--json"], requests.map((request) => JSON.stringify(request)).join("\n"));
  assert.deepEqual(
    stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown),
    [
      { m: [[1, 2], [1, 2], null] },
      { m: [[0, 1]] },
      { m: false },
      { err: "Unmatched ( at column 3" },
      { limit: true },
      { err: "characters must be bytes (0-255)" },
    ],
  );
});
