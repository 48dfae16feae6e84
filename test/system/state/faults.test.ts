import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { type TestContext, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import Sqlite from "better-sqlite3";
import { eventually } from "../../conformance/scripted/program.ts";
import { KeptProgram } from "./program.ts";

const RULES = `type=Single
ptype=RegExp
pattern=^keep (.*)$
desc=keep
action=add KEPT $1; shellcmd echo $1 >> commands
`;
const DAY = 86_400;
/** For exit codes: a mistake in the configuration. */
const UNUSABLE = 78;

function kept(context: TestContext, rules = RULES): KeptProgram {
  const program = new KeptProgram(rules);
  context.after(async () => {
    await program.end("SIGKILL");
    spawnSync("umount", ["-l", program.path("disk")]);
    program.remove();
  });
  return program;
}

/** A file system of its own for the state, of so many bytes; undefined if we may not mount. */
function smallDisk(context: TestContext, program: KeptProgram, bytes: number): string | undefined {
  const folder = program.path("disk");
  mkdirSync(folder);
  if (spawnSync("mount", ["-t", "tmpfs", "-o", `size=${bytes}`, "tmpfs", folder]).status !== 0) {
    context.skip("mounting takes more privileges");
    return undefined;
  }
  program.state = "disk/state";
  return folder;
}

/** Takes all space that there is. */
function fill(folder: string): void {
  const descriptor = openSync(`${folder}/filler`, "w");
  try {
    for (;;) writeSync(descriptor, Buffer.alloc(4096, 1));
  } catch (error) {
    assert.equal((error as NodeJS.ErrnoException).code, "ENOSPC");
  } finally {
    closeSync(descriptor);
  }
}

test("a full disk stops nothing, is logged, and is caught up on", async (context) => {
  const program = kept(context);
  const folder = smallDisk(context, program, 1_500_000);
  if (folder === undefined) return;
  await program.start();
  program.feed("keep 1");
  await program.written("commands", "1");
  fill(folder);
  program.feed(...Array.from({ length: 200 }, (_, at) => `keep full ${at}`));
  await program.logged("The state cannot be written, going on in memory");
  await program.written("commands", "full 199");
  rmSync(`${folder}/filler`);
  await program.logged("The state is written again");
  program.feed("keep 2");
  await program.written("commands", "2");
  await eventually("the commit", () => program.stored("KEPT").includes("2"));
  await program.end("SIGKILL");
  assert.deepEqual(program.stored("KEPT"), [
    "1",
    ...Array.from({ length: 200 }, (_, at) => `full ${at}`),
    "2",
  ]);
});

test("a crash while the disk is full costs no line, and counts none twice", async (context) => {
  const program = kept(context);
  const folder = smallDisk(context, program, 1_500_000);
  if (folder === undefined) return;
  await program.start();
  program.feed("keep 1");
  await program.written("commands", "1");
  fill(folder);
  const many = Array.from({ length: 300 }, (_, at) => `${"x".repeat(200)} ${at}`);
  program.feed(...many.map((line) => `keep ${line}`));
  await program.logged("The state cannot be written, going on in memory");
  await program.written("commands", many.at(-1)!);
  await program.end("SIGKILL");
  rmSync(`${folder}/filler`);
  await program.start();
  program.feed("keep 2");
  await program.written("commands", "2");
  await program.end("SIGTERM");
  assert.deepEqual(program.stored("KEPT"), ["1", ...many, "2"]);
});

test("a start while the disk is full goes on with what is saved", async (context) => {
  const program = kept(context);
  const folder = smallDisk(context, program, 1_500_000);
  if (folder === undefined) return;
  await program.start();
  program.feed("keep 1");
  await program.written("commands", "1");
  fill(folder);
  program.feed("keep 2");
  await program.logged("The state cannot be written, going on in memory");
  await program.end("SIGKILL");
  // SQLite would make it anew, and has no room for that.
  rmSync(`${folder}/state-shm`, { force: true });
  fill(folder);
  await program.start();
  program.feed("keep 3");
  await program.written("commands", "3");
  assert.equal(program.read("log").split("The state cannot be written").length, 3);
  rmSync(`${folder}/filler`);
  await program.logged("The state is written again");
  await eventually("the commit", () => program.stored("KEPT").includes("3"));
  await program.end("SIGKILL");
  assert.deepEqual(program.stored("KEPT"), ["1", "2", "3"]);
});

test("a disk that is full under load costs no line, through rotations and a crash", async (context) => {
  const program = kept(context, RULES.replace("; shellcmd echo $1 >> commands", "; write out $1"));
  const folder = smallDisk(context, program, 1_500_000);
  if (folder === undefined) return;
  await program.start();
  let fed = 0;
  const feedAndRotate = (rotations: number): void => {
    for (let rotation = 0; rotation < rotations; rotation += 1) {
      const lines = Array.from({ length: 100 }, (_, at) => `keep ${fed + at + 1}`);
      fed += lines.length;
      program.feed(...lines);
      for (let at = 20; at >= 1; at -= 1)
        if (existsSync(program.path(`in.${at}`)))
          renameSync(program.path(`in.${at}`), program.path(`in.${at + 1}`));
      renameSync(program.path("in"), program.path("in.1"));
      writeFileSync(program.path("in"), "");
    }
  };
  feedAndRotate(3);
  fill(folder);
  feedAndRotate(3);
  await program.logged("The state cannot be written, going on in memory");
  feedAndRotate(3);
  await program.written("out", String(fed));
  await program.end("SIGKILL");
  feedAndRotate(2);
  rmSync(`${folder}/filler`);
  await program.start();
  feedAndRotate(2);
  program.feed("keep last");
  await program.written("out", "last");
  await program.end("SIGTERM");
  const numbers = Array.from({ length: fed }, (_, at) => String(at + 1));
  assert.deepEqual(program.stored("KEPT"), [...numbers, "last"]);
});

test("a read-only file system is refused at the start, and nothing is lost", async (context) => {
  const program = kept(context);
  const folder = smallDisk(context, program, 4_000_000);
  if (folder === undefined) return;
  await program.start();
  program.feed("keep 1");
  await program.written("commands", "1");
  await program.end("SIGKILL");
  program.feed("keep 2");
  execFileSync("mount", ["-o", "remount,ro", folder]);
  assert.equal(await program.startToEnd(), UNUSABLE);
  assert.match(program.read("log"), /Can't use the state file disk\/state: .*(read-?only|EROFS)/i);
  execFileSync("mount", ["-o", "remount,rw", folder]);
  await program.start();
  program.feed("keep 3");
  await program.written("commands", "3");
  await program.end("SIGTERM");
  assert.deepEqual(program.stored("KEPT"), ["1", "2", "3"]);
});

test("a corrupt state file is set aside, loudly, and a new one begun", async (context) => {
  const program = kept(context);
  await program.start();
  program.feed("keep 1");
  await program.written("commands", "1");
  await program.end("SIGTERM");
  const bytes = readFileSync(program.path("state"));
  bytes.fill(0x5a, 0, 4096);
  writeFileSync(program.path("state"), bytes);
  await program.start();
  program.feed("keep 2");
  await program.written("commands", "2");
  await program.end("SIGTERM");
  assert.match(program.read("log"), /The state file was damaged and is now .*state\.damaged-1/);
  assert.deepEqual(program.stored("KEPT"), ["2"]);
  assert.deepEqual(readFileSync(program.path("state.damaged-1")), bytes);
});

test("a write-ahead log that is torn anywhere costs no line, and counts none twice", async (context) => {
  const program = kept(context, RULES.replace("; shellcmd echo $1 >> commands", "; write commands $1"));
  let fed = 0;
  for (const share of [0.1, 0.6, 0.97]) {
    await program.start();
    for (let count = 0; count < 60; count += 1) {
      fed += 1;
      program.feed(`keep ${fed}`);
      if (count % 20 === 0) await program.written("commands", String(fed));
    }
    await program.written("commands", String(fed));
    await program.end("SIGKILL");
    const log = program.path("state-wal");
    truncateSync(log, Math.floor(statSync(log).size * share));
  }
  await program.start();
  program.feed("keep last");
  await program.written("commands", "last");
  await program.end("SIGTERM");
  const numbers = Array.from({ length: fed }, (_, at) => String(at + 1));
  assert.deepEqual(program.stored("KEPT"), [...numbers, "last"]);
  assert.deepEqual(
    readdirSync(program.folder).filter((name) => name.includes("damaged")),
    [],
  );
});

test("a locked state file is refused at the start, and waited for later", async (context) => {
  const program = kept(context);
  await program.start();
  program.feed("keep 1");
  await program.written("commands", "1");
  const other = new Sqlite(program.path("state"), { timeout: 5000 });
  other.exec("BEGIN IMMEDIATE");
  program.feed("keep 2");
  await program.logged("The state cannot be written, going on in memory: ");
  await program.written("commands", "2");
  other.exec("ROLLBACK");
  await program.logged("The state is written again");
  await program.end("SIGTERM");
  assert.deepEqual(program.stored("KEPT"), ["1", "2"]);
  other.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
  assert.equal(await program.startToEnd(), UNUSABLE);
  other.close();
  assert.match(program.read("log"), /Can't use the state file state: another program has locked it/);
});

/** Mounts a small file system anew, with other options. */
function remount(folder: string, options: string): void {
  execFileSync("mount", ["-o", `remount,${options}`, folder]);
}

test("a file system that becomes read-only stops nothing, and is caught up on", async (context) => {
  const program = kept(context);
  const folder = smallDisk(context, program, 1_500_000);
  if (folder === undefined) return;
  // While files are open for writing, no file system can be made read-only by hand: the lock always is, and
  // the database until it cannot be written.
  symlinkSync(program.path("lock"), `${folder}/state.lock`);
  await program.start();
  program.feed("keep 1");
  await program.written("commands", "1");
  fill(folder);
  program.feed("keep 2");
  await program.logged("The state cannot be written, going on in memory");
  await eventually("read-only", () => {
    const { status } = spawnSync("mount", ["-o", "remount,ro,size=8000000", folder]);
    return status === 0;
  });
  program.feed("keep 3");
  await program.written("commands", "3");
  // Several attempts to write.
  await setTimeout(2500);
  assert.doesNotMatch(program.read("log"), /The state is written again/);
  remount(folder, "rw");
  await program.logged("The state is written again");
  await eventually("the commit", () => program.stored("KEPT").includes("3"));
  await program.end("SIGKILL");
  assert.deepEqual(program.stored("KEPT"), ["1", "2", "3"]);
});

test("the last commit is waited for, however long the disk takes", async (context) => {
  const program = kept(context, RULES.replace("; shellcmd echo $1 >> commands", "; write out $1"));
  await program.start("--state-interval=200");
  program.feed("keep 1");
  await eventually("the commit", () => program.stored("KEPT").includes("1"));
  const other = new Sqlite(program.path("state"), { timeout: 5000 });
  other.exec("BEGIN IMMEDIATE");
  program.feed("keep 2");
  await program.written("out", "2");
  const end = program.end("SIGTERM");
  await setTimeout(1500);
  other.exec("ROLLBACK");
  other.close();
  await end;
  assert.deepEqual(program.stored("KEPT"), ["1", "2"]);
});

test("a second program is told who has the state file, and a newer file is left alone", async (context) => {
  const program = kept(context);
  await program.start();
  const second = new KeptProgram(RULES);
  context.after(() => second.remove());
  second.state = program.path("state");
  assert.equal(await second.startToEnd(), UNUSABLE);
  const pid = program.read("pid").trim();
  assert.match(second.read("log"), new RegExp(`Can't use the state file .*: process ${pid} uses it`));
  await program.end("SIGTERM");
  const database = new Sqlite(program.path("state"));
  database.pragma("user_version = 99");
  database.close();
  assert.equal(await program.startToEnd(), UNUSABLE);
  assert.match(program.read("log"), /Can't use the state file state: it has version 99/);
});

const TIMED = `type=PairWithWindow
ptype=RegExp
pattern=^begin (\\S+)
desc=$1
action=write out late $1 %u
ptype2=SubStr
pattern2=end $1
desc2=end
action2=write out paired $1
window=3600

type=Single
ptype=RegExp
pattern=^mark (\\S+)
desc=mark
action=write out mark $1
`;

test("a clock that is set forward by a day, down or running, makes things due once", async (context) => {
  const program = kept(context, TIMED);
  await program.start();
  program.feed("begin one", "mark 1");
  await program.written("out", "mark 1");
  await program.end("SIGTERM");
  program.setClock(DAY);
  await program.start();
  await eventually("the end of the window", () => program.read("out").includes("late one"));
  program.feed("begin two", "mark 2");
  await program.written("out", "mark 2");
  program.setClock(2 * DAY);
  await eventually("the end of the window", () => program.read("out").includes("late two"));
  await program.end("SIGTERM");
  await program.start();
  program.feed("mark 3");
  await program.written("out", "mark 3");
  const late = program.read("out").match(/late \w+/g);
  assert.deepEqual(late, ["late one", "late two"]);
});

test("a clock that is set back by a day, down or running, stops nothing", async (context) => {
  const program = kept(context, TIMED);
  program.setClock(2 * DAY);
  await program.start();
  program.feed("begin one", "mark 1");
  await program.written("out", "mark 1");
  await program.end("SIGKILL");
  program.setClock(DAY);
  await program.start();
  await program.logged("The clock was set back by");
  program.feed("end one", "begin two", "mark 2");
  await program.written("out", "mark 2");
  program.setClock(0);
  await eventually("the news", () => program.read("log").split("The clock was set back by").length > 2);
  program.feed("end two", "mark 3");
  await program.written("out", "mark 3");
  await program.end("SIGTERM");
  assert.deepEqual(
    program
      .read("out")
      .split("\n")
      .filter((line) => line.startsWith("paired")),
    ["paired one", "paired two"],
  );
});
