import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  renameSync,
  symlinkSync,
  writeSync,
} from "node:fs";
import { type TestContext, test } from "node:test";
import { KeptProgram } from "./program.ts";

const RULES = `type=Single
ptype=RegExp
pattern=^(.*)$
desc=line
action=add KEPT $1; write lines $1
`;
/** Nothing is committed while a test goes on. */
const OPTIONS = ["-input=fifo", "-state-interval=60000"];

/** The program, and who writes to its FIFO and always has it open. */
function withFifo(context: TestContext): { program: KeptProgram; write: (text: string) => void } {
  const program = new KeptProgram(RULES);
  execFileSync("mkfifo", [program.path("fifo")]);
  const descriptor = openSync(program.path("fifo"), constants.O_RDWR);
  context.after(async () => {
    await program.end("SIGKILL");
    closeSync(descriptor);
    program.remove();
  });
  return { program, write: (text) => writeSync(descriptor, text) };
}

test("a spool beside a link to the state, where it was in earlier versions, is read", async (context) => {
  const { program, write } = withFifo(context);
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
  const { program, write } = withFifo(context);
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
