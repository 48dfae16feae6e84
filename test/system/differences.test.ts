import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { PROGRAMS, RunningProgram } from "../conformance/scripted/program.ts";
import { MAIN } from "../main-program.ts";

/*
 * Rows of DIFFERENCES.md that belong to no part of the program in particular.
 */

function rule(pattern: string, action: string): string {
  return `type=Single\nptype=RegExp\npattern=${pattern}\ndesc=d\naction=${action}\n\n`;
}

interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly log: string;
}

/** Runs the program over lines, in a shell that has executed `before`. */
function run(rules: string, lines: string, options: readonly string[] = [], before = ":"): Run {
  const folder = mkdtempSync(join(tmpdir(), "differences-"));
  try {
    writeFileSync(join(folder, "rules"), rules);
    const program = [process.execPath, "--disable-sigusr1", MAIN, "--conf=rules", "--log=log", "--notail"];
    const { status, stdout, stderr } = spawnSync(
      "sh",
      ["-c", `${before}; exec "$@"`, "sh", ...program, "--input=-", ...options],
      { cwd: folder, input: lines, encoding: "latin1", timeout: 60_000 },
    );
    return { status, stdout, stderr, log: readFileSync(join(folder, "log"), "latin1") };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test("a file that has reached the limit on its size does not end the program", () => {
  const rules = rule("(.*)", "write out $1; write - $1");
  // A block has 512 bytes; the log keeps below that.
  const lines = Array.from({ length: 6 }, (_, at) => `${at} ${"x".repeat(250)}`);
  const { status, stdout } = run(rules, `${lines.join("\n")}\n`, ["--debug=1"], "ulimit -f 2");
  assert.equal(status, 0);
  assert.equal(stdout, `${lines.join("\n")}\n`);
});

test("a number with a character in it that does not belong there is invalid", () => {
  const { status, stderr, stdout } = run(rule("(.*)", "write - $1"), "x\n", ["--poll-timeout=0x1"]);
  assert.equal(status, 0);
  assert.match(stderr, /^Value "0x1" invalid for option poll-timeout \(real number expected\)$/m);
  assert.equal(stdout, "x\n");
});

test("whether an object is true its text says, and Perl code has no parameters that nobody gave", () => {
  const overloaded =
    'package Odd; use overload "bool" => sub { 1 }, q("") => sub { "0" }; package main::SEC; bless [], "Odd"';
  const rules = rule(
    "(.*)",
    `eval %x ( ${overloaded} ); if %x ( write - true ) else ( write - false ); ` +
      "eval %n ( scalar(@_) ); write - %n",
  );
  assert.equal(run(rules, "x\n").stdout, "false\n0\n");
});

test("of a pattern that its values made invalid the log tells the reason, not a line of a program", () => {
  const pair =
    "type=Pair\nptype=RegExp\npattern=^a (.*)\ndesc=a\naction=none\nptype2=RegExp\npattern2=^b ($1\n";
  const { log } = run(`${pair}desc2=b\naction2=none\n`, "a x\n");
  assert.match(log, /invalid regular expression '\^b \(x' for Pair rule: Unmatched \($/m);
  assert.doesNotMatch(log, / at .* line \d/);
});

test("code of a rule is compiled after its first fault too, so that all faults are told", () => {
  const rules = "type=Single\nptype=PerlFunc\npattern=sub { 1 +\ndesc=d\naction=nosuch; eval %x ( 2 + ) )\n";
  const { stderr } = run(rules, "", ["--testonly"]);
  assert.match(stderr, /nosuch/);
  assert.match(stderr, /syntax error/);
});

test("a dump has no variables of Node's, and of lists in variables their texts", async () => {
  const rules = rule("^go", "eval %l ( [1, 2] ); write seen x");
  const environment = { NODE_NO_WARNINGS: "1", KEPT: "kept" };
  const options = ["--dump=dump", "--dumpfjson"];
  const program = new RunningProgram(PROGRAMS.ours, { rules, options, environment }, () => {});
  try {
    program.event("go");
    await program.exists("seen");
    program.child.kill("SIGUSR1");
    await program.logged(/^Dump to dump completed/);
    const { env, variables } = JSON.parse(program.read("dump")) as Record<string, Record<string, unknown>>;
    assert.equal(env!["KEPT"], "kept");
    assert.equal(env!["NODE_NO_WARNINGS"], undefined);
    assert.match(String(variables!["l"]), /^ARRAY\(0x/);
  } finally {
    await program.remove();
  }
});
