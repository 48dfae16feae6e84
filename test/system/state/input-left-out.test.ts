import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { appendFileSync } from "node:fs";
import { test } from "node:test";
import { KeptProgram } from "./program.ts";

const RULES = `type=Single
ptype=RegExp
pattern=^(.*)$
desc=line
action=write lines $1
`;

test("a FIFO that was no input for a while does not begin with what was matched before", async (context) => {
  const program = new KeptProgram(RULES);
  context.after(async () => {
    await program.end("SIGKILL");
    program.remove();
  });
  execFileSync("mkfifo", [program.path("fifo")]);
  await program.start("--input=fifo");
  appendFileSync(program.path("fifo"), "one\ntwo\n");
  await program.written("lines", "two");
  await program.end("SIGTERM");
  await program.start();
  program.feed("from the file");
  await program.written("lines", "from the file");
  await program.end("SIGTERM");
  await program.start("--input=fifo");
  appendFileSync(program.path("fifo"), "three\n");
  await program.written("lines", "three");
  assert.equal(program.read("lines"), "one\ntwo\nfrom the file\nthree\n");
});
