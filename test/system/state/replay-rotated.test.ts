import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { appendFileSync, copyFileSync, renameSync, truncateSync, writeFileSync } from "node:fs";
import { type TestContext, test } from "node:test";
import Sqlite from "better-sqlite3";
import { MAIN } from "../../main-program.ts";
import { KeptProgram } from "./program.ts";

const RULES = "type=Single\nptype=RegExp\npattern=^(.*)$\ndesc=line\naction=add KEPT $1; write lines $1\n";

function kept(context: TestContext): KeptProgram {
  const program = new KeptProgram(RULES);
  context.after(async () => {
    await program.end("SIGKILL");
    program.remove();
  });
  return program;
}

/** Replays inputs with the program's state; returns what it complains of. */
function replay(program: KeptProgram, ...inputs: readonly string[]): string {
  const options = ["--conf=rules.conf", "--state=state", ...inputs.map((name) => `--input=${name}`)];
  const { status, stderr } = spawnSync(process.execPath, ["--disable-sigusr1", MAIN, "replay", ...options], {
    cwd: program.folder,
    encoding: "utf8",
  });
  assert.equal(status, 0, stderr);
  return stderr;
}

test("a replay tells what is unread of a rotated file, and a daemon reads it", async (context) => {
  const program = kept(context);
  await program.start();
  program.feed("one", "two");
  await program.written("lines", "two");
  await program.end("SIGTERM");
  program.feed("three", "four");
  renameSync(program.path("in"), program.path("in.1"));
  program.feed("five");
  assert.match(
    replay(program, "in"),
    /in: 11 bytes of in\.1, which had this name before, have not been read/,
  );
  assert.deepEqual(program.stored("KEPT"), ["one", "two", "five"]);
  program.feed("six");
  await program.start();
  await program.written("lines", "six");
  await program.end("SIGTERM");
  assert.deepEqual(program.stored("KEPT"), ["one", "two", "five", "three", "four", "six"]);
});

test("what is unread in the copy of a truncated file keeps its place", async (context) => {
  const program = kept(context);
  await program.start();
  program.feed("one", "two");
  await program.written("lines", "two");
  await program.end("SIGTERM");
  program.feed("three");
  copyFileSync(program.path("in"), program.path("in.1"));
  truncateSync(program.path("in"));
  program.feed("four");
  assert.match(replay(program, "in"), /in: 6 bytes of in\.1, .* have not been read/);
  program.feed("five");
  await program.start();
  await program.written("lines", "five");
  await program.end("SIGTERM");
  assert.deepEqual(program.stored("KEPT"), ["one", "two", "four", "three", "five"]);
});

test("a rotated file that a replay has read under its new name is not read again", async (context) => {
  const program = kept(context);
  await program.start();
  program.feed("one");
  await program.written("lines", "one");
  await program.end("SIGTERM");
  program.feed("two");
  renameSync(program.path("in"), program.path("in.1"));
  program.feed("three");
  assert.doesNotMatch(replay(program, "in.1"), /have not been read/);
  assert.doesNotMatch(replay(program, "in"), /have not been read/);
  program.feed("four");
  await program.start();
  await program.written("lines", "four");
  await program.end("SIGTERM");
  assert.deepEqual(program.stored("KEPT"), ["one", "two", "three", "four"]);
});

test("a replay leaves alone what it does not understand of an input", (context) => {
  const program = kept(context);
  writeFileSync(program.path("in"), "one\n");
  replay(program, "in");
  const database = new Sqlite(program.path("state"));
  const rows = ["spool:7", "settled:0", "future:x"];
  for (const [at, fingerprint] of rows.entries())
    database
      .prepare("INSERT INTO input (name, device, inode, offset, fingerprint) VALUES ('in', '0', ?, 0, ?)")
      .run(String(at + 1), fingerprint);
  database.close();
  appendFileSync(program.path("in"), "two\n");
  replay(program, "in");
  const after = new Set(program.saved()!.inputs.map(({ fingerprint }) => fingerprint));
  for (const fingerprint of rows) assert.ok(after.has(fingerprint), fingerprint);
  assert.deepEqual(program.stored("KEPT"), ["one", "two"]);
});
