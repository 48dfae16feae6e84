import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { MAIN } from "../../main-program.ts";

const folder = mkdtempSync(join(tmpdir(), "check-"));
after(() => rmSync(folder, { recursive: true }));

const VALID = "type=Single\nptype=RegExp\npattern=(x)\ndesc=d $1\naction=none\n";

interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function secTs(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Run {
  const env = { ...process.env, ...environment };
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    cwd: folder,
    encoding: "utf8",
    env,
  });
  return { status, stdout, stderr };
}

function write(name: string, content: string): string {
  writeFileSync(join(folder, name), content, "latin1");
  return name;
}

test("a clean file is counted, and the exit code is 0", () => {
  const run = secTs(["check", `--conf=${write("clean.conf", VALID)}`]);
  assert.deepEqual([run.status, run.stdout, run.stderr], [0, "1 rule in 1 file\n", ""]);
});

test("a fault is shown with its place, the line, a caret and a hint, and the exit code is 1", () => {
  const run = secTs([
    "check",
    `--conf=${write("faulty.conf", VALID.replace("action=none", "action=none; wirte - a"))}`,
  ]);
  assert.equal(run.status, 1);
  assert.equal(
    run.stdout,
    [
      "faulty.conf:1:1: warning: No valid rules found in configuration file faulty.conf [no-rules]",
      "    type=Single",
      "    ^",
      "faulty.conf:5:14: error: Invalid action 'wirte - a' [unknown-action]",
      "    action=none; wirte - a",
      "                 ^^^^^",
      "    hint: did you mean 'write'?",
      "0 rules in 1 file, 1 error, 1 warning",
      "",
    ].join("\n"),
  );
});

test("warnings fail only with --strict", () => {
  const file = write("warning.conf", VALID.replace("type=", "continue=GoTo nowhere\ntype="));
  assert.equal(secTs(["check", `--conf=${file}`]).status, 0);
  assert.equal(secTs(["check", `--conf=${file}`, "--strict"]).status, 1);
});

test("options may be spelt as SEC spells them", () => {
  const one = write("one.conf", VALID);
  const two = write("two.conf", VALID);
  for (const args of [
    ["-conf", one, "-conf", two],
    [`-CONF=${one} ${two}`],
    [`--con={one,two}.conf`],
    ["--conf", "[ot]*.conf"],
    ["--conf", one, `-conf=${two}`, `--conf=${one}`],
  ]) {
    assert.equal(secTs(["check", ...args]).stdout, "2 rules in 2 files\n", args.join(" "));
  }
});

test("SEC's other options may stand beside --conf, and --bufsize counts", () => {
  const one = write("one.conf", VALID);
  const options = ["--testonly", "--input=-", "-debug=3", "--notail", "--log", "x", "--intevents", "--pid=p"];
  assert.equal(secTs(["check", `--conf=${one}`, ...options]).stdout, "1 rule in 1 file\n");
  const three = write("three.conf", "type=Single\nptype=RegExp3\npattern=a\ndesc=d\naction=none\n");
  assert.equal(secTs(["check", `--conf=${three}`, "--bufsize=3"]).status, 0);
  const { status, stdout } = secTs(["check", `--conf=${three}`, "--bufsize=2"]);
  assert.equal(status, 1);
  assert.match(stdout, /\[pattern-exceeds-buffer\]/);
});

test("a rule of unknown type has its other fields looked at", () => {
  const file = write("type.conf", "type=Singel\nptype=RegExp\npattern=(\ndesc=d\naction=wrte - x\n");
  const { stdout } = secTs(["check", `--conf=${file}`]);
  for (const code of ["unknown-rule-type", "invalid-regular-expression", "unknown-action"]) {
    assert.match(stdout, new RegExp(`\\[${code}\\]`));
  }
});

test("standard output that cannot be written is said once, without a stack trace", () => {
  const faulty = write("faulty.conf", "x\n".repeat(5000));
  const launch = `"${process.execPath}" "${MAIN}" check --conf="${faulty}"`;
  const full = spawnSync("sh", ["-c", `${launch} > /dev/full`], { encoding: "utf8" });
  assert.match(full.stderr, /^sec-ts: cannot write standard output: .*\n$/);
  const closed = spawnSync("sh", ["-c", `${launch} | head -n 1`], { encoding: "utf8" });
  assert.equal(closed.stderr, "");
});

test("a missing file is an error; a wildcard without match, or no --conf at all, is none", () => {
  const missing = secTs(["check", "--conf=missing.conf"]);
  assert.equal(missing.status, 1);
  assert.match(
    missing.stdout,
    /^missing\.conf:1:1: error: .*No such file or directory\) \[unreadable-file\]$/m,
  );
  assert.equal(secTs(["check", "--conf=missing*.conf"]).status, 0);
  const nothing = secTs(["check"]);
  assert.equal(nothing.status, 0);
  assert.match(nothing.stdout, /\[no-file-found\]$/m);
});

test("a folder and an empty file are named, and are no errors, as for SEC", () => {
  mkdirSync(join(folder, "folder"));
  const run = secTs(["check", `--conf=folder ${write("empty.conf", "")}`]);
  assert.equal(run.status, 0);
  assert.match(run.stdout, /^folder:1:1: warning: .*\[not-a-file\]$/m);
  assert.match(run.stdout, /^empty\.conf:1:1: warning: .*\[no-rules\]$/m);
});

test("a file that may not be read is an error", {
  skip: process.getuid?.() === 0 && "root may read all",
}, () => {
  chmodSync(join(folder, write("secret.conf", VALID)), 0);
  assert.match(secTs(["check", "--conf=secret.conf"]).stdout, /Permission denied/);
});

test("control bytes never reach the terminal, and carets stand below what they mean", () => {
  const text = `${VALID}\n${VALID.replace("action=none", "action=\x1b[31m\xc3\xa9\xff\x9b\t nope")}`;
  const { stdout } = secTs(["check", `--conf=${write("bytes.conf", text)}`]);
  const shown = "    action=\\x1b[31mé\\xff\\x9b  nope\n           ^^^^^^^^^^^^^^^^^\n";
  assert.ok(stdout.includes(shown), stdout);
  assert.doesNotMatch(stdout, /[^\n\x20-\x7e…é]/);
});

test("carets stand below wide characters, accents and tabs", () => {
  const bytes = Buffer.from("action=\t日本 e\u0301 nope").toString("latin1");
  const { stdout } = secTs(["check", `--conf=${write("wide.conf", VALID.replace("action=none", bytes))}`]);
  assert.ok(stdout.includes(`    action= 日本 e\u0301 nope\n${" ".repeat(4 + 8)}${"^".repeat(4)}\n`), stdout);
  const long = Buffer.from(`action=${"日".repeat(50)}`).toString("latin1");
  const cut = secTs(["check", `--conf=${write("wide.conf", VALID.replace("action=none", long))}`]).stdout;
  assert.ok(cut.includes(`    action=${"日".repeat(34)}…\n${" ".repeat(11)}${"^".repeat(68)}\n`), cut);
});

test("a NUL byte and a line of ten megabytes are read like others", () => {
  const long = VALID.replace("d $1", `\0${"x".repeat(10_000_000)}`);
  const run = secTs(["check", `--conf=${write("long.conf", long)}`]);
  assert.deepEqual([run.status, run.stdout], [0, "1 rule in 1 file\n"]);
  const faulty = secTs(["check", `--conf=${write("long.conf", long.replace("desc", "descr"))}`]);
  assert.equal(faulty.status, 1);
  assert.ok(faulty.stdout.split("\n").every((line) => line.length < 200));
});

test("JSON output has every diagnostic with its place", () => {
  const run = secTs(["check", `--conf=${write("json.conf", `what\n\n${VALID}`)}`, "--format=json"]);
  assert.equal(run.status, 1);
  assert.deepEqual(JSON.parse(run.stdout), {
    files: ["json.conf"],
    rules: 1,
    diagnostics: [
      {
        file: "json.conf",
        line: 1,
        column: 1,
        endLine: 1,
        endColumn: 5,
        code: "not-a-field",
        severity: "error",
        message: "Line not in keyword=value format or non-alphanumeric keyword",
        hint: "write keyword=value, or begin the line with # if it is a comment",
      },
    ],
  });
});

function codes({ stdout }: Run): readonly string[] {
  return JSON.parse(stdout).diagnostics.map(({ code }: { code: string }) => code);
}

test("Perl functions are compiled, unless --no-perl is given", () => {
  const rule = VALID.replace("action=none", "context=$1 -> ( sub { 1 )\naction=lcall %x -> ( exit )");
  const file = write("perl.conf", rule);
  const format = "--format=json";
  assert.deepEqual(codes(secTs(["check", "--conf", file, format])), [
    "no-rules",
    "invalid-perl-function",
    "invalid-perl-function",
  ]);
  assert.deepEqual(codes(secTs(["check", "--conf", file, format, "--no-perl"])), []);
});

test("code that ends Perl is named with its place, and is not said to be no function", () => {
  const exiting = VALID.replace("action=none", "action=lcall %x -> ( BEGIN { exit 4 } sub { 1 } )");
  const { status, stdout } = secTs(["check", `--conf=${write("exit.conf", `${VALID}\n${exiting}`)}`]);
  assert.equal(status, 1);
  assert.match(stdout, /^exit\.conf:11:22: error: .*with exit code 4 \[invalid-perl-function\]$/m);
  assert.match(stdout, /hint: BEGIN blocks and modules/);
  assert.match(stdout, /^1 rule in 1 file, 1 error$/m);
});

test("without perl, a warning names the package", () => {
  const file = write("perl.conf", VALID.replace("RegExp", "PerlFunc").replace("(x)", "sub { 1 }"));
  const run = secTs(["check", "--conf", file], { PATH: folder });
  assert.equal(run.status, 0);
  assert.match(run.stdout, /\[perl-not-found\]\n *hint: install the package perl/);
});

test("colours are used when they are asked for", () => {
  const file = write("faulty.conf", "what\n");
  assert.ok(!secTs(["check", "--conf", file]).stdout.includes("\x1b["));
  assert.ok(secTs(["check", "--conf", file, "--color=always"]).stdout.includes("\x1b[1;31merror:\x1b[0m"));
});

test("every kind of diagnostic is explained with an example", () => {
  const run = secTs(["check", "--explain", "and-after-or"]);
  assert.equal(run.status, 0);
  assert.match(run.stdout, /Wrong:\n {4}context=.*\n\nRight:\n {4}context=/);
  const unknown = secTs(["check", "--explain", "and-afer-or"]);
  assert.equal(unknown.status, 2);
  assert.match(unknown.stderr, /did you mean 'and-after-or'/);
});

test("mistakes on the command line are told apart from faults in rules", () => {
  assert.equal(secTs(["check", "--fomat=json"]).status, 2);
  assert.equal(secTs(["check", "--format=xml"]).status, 2);
  const empty = secTs(["check", "--conf="]);
  assert.deepEqual([empty.status, empty.stderr], [2, "sec-ts check: --conf needs a value\n"]);
  const run = secTs(["chek"]);
  assert.equal(run.status, 2);
  assert.match(run.stderr, /did you mean 'check'/);
  assert.match(secTs(["--version"]).stdout, /sec-ts \d+\.\d+\.\d+\n/);
  assert.match(secTs(["--help"]).stdout, /check +check rule files/);
});
