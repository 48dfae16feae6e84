import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { lockFile } from "../../../src/system/file-lock.ts";
import { MAIN } from "../../main-program.ts";

const RULES = `type=SingleWithThreshold
ptype=RegExp
pattern=failed (\\S+)
desc=failed $1
action=write - too often: $1
window=60
thresh=3

type=Single
ptype=RegExp
pattern=note (.*)
desc=note
action=add NOTES $1; assign %last $1

type=Single
ptype=SubStr
pattern=report
desc=report
action=report NOTES /bin/cat; copy NOTES %all; write - %all and %last
`;

const LINES = [
  "@1700000000 failed ann",
  "@1700000001 note first \x1b[31m\x9b",
  "@1700000010 failed ann",
  "@1700000020 note second",
  "@1700000030 failed ann",
  "@1700000031 report",
];

class Folder {
  readonly path = mkdtempSync(join(tmpdir(), "sec-ts-state-"));

  constructor(context: TestContext) {
    context.after(() => rmSync(this.path, { recursive: true }));
    this.write("rules", RULES);
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.path, name), text, "latin1");
  }

  run(args: readonly string[], input = ""): { output: string; errors: string; status: number | null } {
    const { stdout, stderr, status } = spawnSync(process.execPath, [MAIN, ...args], {
      cwd: this.path,
      encoding: "latin1",
      input,
    });
    return { output: stdout, errors: stderr, status };
  }

  replay(lines: readonly string[], ...args: readonly string[]): string {
    this.write("log", `${lines.join("\n")}\n`);
    const { output, errors, status } = this.run(["replay", "--conf=rules", "--input=log", ...args]);
    assert.equal(status, 0, errors);
    return output;
  }
}

test("replays of the parts of a log do together what one of the whole does", (context) => {
  const folder = new Folder(context);
  const whole = folder.replay(LINES);
  assert.match(whole, /too often: ann\n.*\nfirst .*\nsecond and second\n/s);
  for (let cut = 1; cut < LINES.length; cut += 1) {
    const state = `--state=state${cut}`;
    const parts = folder.replay(LINES.slice(0, cut), state) + folder.replay(LINES.slice(cut), state);
    assert.equal(parts, whole, `cut after ${cut} lines`);
  }
});

test("lines without a time at the beginning of a part have the last part's last time", (context) => {
  const folder = new Folder(context);
  const lines = [LINES[0]!, LINES[2]!, "failed ann", "@1700000500 note late"];
  const whole = folder.replay(lines);
  assert.match(whole, /too often: ann/);
  const parts = [lines.slice(0, 2), lines.slice(2)].map((part) => folder.replay(part, "--state=state"));
  assert.equal(parts.join(""), whole);
});

test("a state file shows what it holds, without anything that a terminal obeys", (context) => {
  const folder = new Folder(context);
  folder.replay(LINES.slice(0, 4), "--state=state");
  const { output, status } = folder.run(["state", "show", "state"]);
  assert.equal(status, 0);
  assert.match(output, /^as of 2023-11-14T22:13:40/);
  assert.match(output, /^operations: 1\n {2}rules, rule \S{8}: 1\ncontexts: 1, with 2 stored lines\n/m);
  const exported = folder.run(["state", "export", "state"]).output;
  assert.ok(exported.includes("first \\u001b[31m\\u009b"));
  const controls = [...exported].filter((character) => character < " " || /[\x7f-\x9f]/.test(character));
  assert.deepEqual(new Set(controls), new Set(["\n"]));
  assert.equal(folder.run(["state", "outbox", "state"]).output, "");
});

test("an exported state can be imported, and goes on as the original does", (context) => {
  const folder = new Folder(context);
  folder.replay(LINES.slice(0, 4), "--state=state");
  const { output } = folder.run(["state", "export", "state"]);
  assert.deepEqual(folder.run(["state", "import", "copy"], output), { output: "", errors: "", status: 0 });
  assert.equal(folder.run(["state", "export", "copy"]).output, output);
  assert.equal(folder.replay(LINES.slice(4), "--state=copy"), folder.replay(LINES.slice(4), "--state=state"));
});

test("import makes no file of what is no state, and replaces none", (context) => {
  const folder = new Folder(context);
  const faults: Record<string, RegExp> = {
    "{": /line 1 is no JSON/,
    "[]": /line 1 is no row/,
    '{"table":"sqlite_schema","name":"x"}': /row 1: no table 'sqlite_schema'/,
    '{"table":"meta","name":"moment"}': /row 1: no table 'meta' with such columns/,
    '{"table":"meta","name":"moment","value":"7"}': /neither list nor object/,
  };
  for (const [input, reason] of Object.entries(faults)) {
    const { errors, status } = folder.run(["state", "import", "state"], `${input}\n`);
    assert.match(errors, reason);
    assert.equal(status, 1);
  }
  assert.ok(!readdirSync(folder.path).includes("state"));
  folder.write("state", "precious");
  assert.match(folder.run(["state", "import", "state"], "").errors, /there is such a file/);
  assert.equal(readFileSync(join(folder.path, "state"), "latin1"), "precious");
});

test("a file that is in use can be shown, but not compacted", (context) => {
  const folder = new Folder(context);
  folder.replay(LINES, "--state=state");
  const lock = lockFile(join(folder.path, "state.lock"));
  assert.ok("release" in lock);
  assert.equal(folder.run(["state", "show", "state"]).status, 0);
  const refused = folder.run(["state", "vacuum", "state"]);
  assert.match(refused.errors, new RegExp(`process ${process.pid} uses it`));
  assert.equal(refused.status, 1);
  lock.release();
  assert.equal(folder.run(["state", "vacuum", "state"]).status, 0);
});

test("what is not there or not ours is said in one line", (context) => {
  const folder = new Folder(context);
  folder.write("text", "this is no database\n".repeat(100));
  for (const name of ["absent", "text"]) {
    const { errors, status } = folder.run(["state", "show", name]);
    assert.match(errors, new RegExp(`^sec-ts state: ${name}: [^\n]+\n$`));
    assert.equal(status, 1);
  }
  assert.equal(folder.run(["state", "shwo", "text"]).status, 2);
  assert.equal(readFileSync(join(folder.path, "text"), "latin1").slice(0, 4), "this");
});
