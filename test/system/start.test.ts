import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { MAIN } from "../main-program.ts";

const RULES = "type=Single\nptype=RegExp\npattern=(.*)\ndesc=d\naction=write - got $1\n";

/** Runs the program in a folder that has a rule file "rules". */
function run(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), "start-"));
  try {
    writeFileSync(join(folder, "rules"), RULES);
    writeFileSync(join(folder, "in"), "");
    writeFileSync(join(folder, "secrc"), "--conf=rules\n--input=-\n--notail\n");
    const places = args.map((arg) => arg.replace("FOLDER", folder));
    const { status, stdout, stderr } = spawnSync(process.execPath, ["--disable-sigusr1", MAIN, ...places], {
      cwd: folder,
      input: "hello\n",
      env: { ...process.env, ...environment },
      encoding: "latin1",
      timeout: 60_000,
    });
    return { status, stdout, stderr };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test("without arguments the commands are shown, unless a resource file has the options", () => {
  const { status, stdout } = run([]);
  assert.equal(status, 0);
  assert.match(stdout, /^ {2}check /m);
  assert.deepEqual(run([], { SECRC: "secrc" }), { status: 0, stdout: "got hello\n", stderr: "" });
});

test("a facility that syslog does not have is said", () => {
  const { status, stderr } = run(["--conf=rules", "--input=-", "--notail", "--syslog=nosuch"]);
  assert.equal(status, 0);
  assert.match(stderr, /'--syslog' option requires a facility/);
});

test("--detach fails when the process id cannot be written", () => {
  const { status } = run(["--detach", "--conf=FOLDER/rules", "--input=FOLDER/in", "--pid=/proc/none/pid"]);
  assert.equal(status, 1);
});

test("--testonly shows faults without --log, and nothing if there is none", () => {
  assert.deepEqual(run(["--testonly", "--conf=rules"]), { status: 0, stdout: "", stderr: "" });
  const stderr = "Can't open configuration file nofile (No such file or directory)\n";
  assert.deepEqual(run(["--testonly", "--conf=rules nofile"]), { status: 1, stdout: "", stderr });
});

test("--log=- writes the log to standard output", () => {
  const { stdout } = run(["--conf=rules", "--input=-", "--notail", "--log=-"]);
  assert.match(stdout, /: Writing event 'got hello' to file '-'\n/);
});
