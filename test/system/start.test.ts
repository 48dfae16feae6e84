import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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

test("Ctrl-C at a terminal ends as SIGTERM does", async () => {
  const folder = mkdtempSync(join(tmpdir(), "start-"));
  const rules = "type=Single\nptype=RegExp\npattern=^SEC_SHUTDOWN\ndesc=d\naction=write down now\n";
  writeFileSync(join(folder, "rules"), rules);
  writeFileSync(join(folder, "in"), "");
  const words = `${process.execPath} --disable-sigusr1 ${MAIN} --conf=rules --input=in --intevents`;
  // It gives the program a terminal, and ends with the program's exit code.
  const terminal = spawn("script", ["-qec", `exec ${words}`, "/dev/null"], { cwd: folder });
  try {
    let shown = "";
    terminal.stdout.on("data", (data: Buffer) => {
      shown += data.toString("latin1");
      if (terminal.stdin.writable && shown.includes("Deleting SEC internal context"))
        terminal.stdin.end("\x03");
    });
    const [status] = (await once(terminal, "close")) as [number];
    assert.equal(status, 0, shown);
    assert.equal(readFileSync(join(folder, "down"), "latin1"), "now\n");
  } finally {
    terminal.kill();
    rmSync(folder, { recursive: true, force: true });
  }
});
