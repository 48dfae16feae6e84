import assert from "node:assert/strict";
import { existsSync, mkdirSync, renameSync, symlinkSync } from "node:fs";
import { test } from "node:test";
import { NO_COMMIT, withOpenFifo } from "./kept-fifo.ts";

const OPTIONS = ["-input=fifo", NO_COMMIT];

test("a spool beside a link to the state, where it was in earlier versions, is read", async (context) => {
  const { program, write } = withOpenFifo(context);
  await program.start(...OPTIONS);
  write("one\ntwo\n");
  await program.written("lines", "two");
  await program.end("SIGKILL");
  mkdirSync(program.path("real"));
  for (const suffix of ["", "-wal", "-shm"])
    renameSync(program.path(`state${suffix}`), program.path(`real/kept${suffix}`));
  symlinkSync("real/kept", program.path("state"));
  await program.start(...OPTIONS);
  write("three\n");
  await program.written("lines", "three");
  await program.end("SIGTERM");
  assert.deepEqual(program.stored("KEPT"), ["one", "two", "three"]);
  assert.ok(!existsSync(program.path("state.spool")) && existsSync(program.path("real/kept.spool")));
});

test("a link to a state that is not made yet has the same spool at each start", async (context) => {
  const { program, write } = withOpenFifo(context);
  mkdirSync(program.path("real"));
  symlinkSync("real/kept", program.path("state"));
  await program.start(...OPTIONS);
  write("one\n");
  await program.written("lines", "one");
  await program.end("SIGKILL");
  await program.start(...OPTIONS);
  write("two\n");
  await program.written("lines", "two");
  await program.end("SIGTERM");
  assert.deepEqual(program.stored("KEPT"), ["one", "two"]);
});
