import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { closeSync, constants, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { type TestContext, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { MAIN } from "../../main-program.ts";
import { KeptProgram } from "./program.ts";

const RULES = `type=Single
ptype=RegExp
pattern=^(.*)$
desc=line
action=write lines $1
`;

/** Runs the program with a FIFO as its standard input, gives it a text, and kills it after a line. */
async function killAfter(
  context: TestContext,
  program: KeptProgram,
  fifo: string,
  text: string,
  line: string,
): Promise<void> {
  rmSync(program.path("lines"), { force: true });
  const descriptor = openSync(program.path(fifo), constants.O_RDWR);
  const options = ["-conf=rules.conf", "-input=-", "-state=state", "-log=log"];
  const child = spawn(process.execPath, ["--disable-sigusr1", MAIN, ...options], {
    cwd: program.folder,
    stdio: [descriptor, "ignore", "ignore"],
  });
  context.after(() => child.kill("SIGKILL"));
  const end = new Promise((resolve) => child.once("exit", resolve));
  writeSync(descriptor, text);
  await program.written("lines", line);
  child.kill("SIGKILL");
  await end;
  closeSync(descriptor);
}

test("what an old stream has left unfinished is no part of a new one's first line", async (context) => {
  const program = new KeptProgram(RULES);
  context.after(() => program.remove());
  for (const fifo of ["one", "two"]) execFileSync("mkfifo", [program.path(fifo)]);
  await killAfter(context, program, "one", "first\nbegun", "first");
  await killAfter(context, program, "one", " and ended\nhalf", "begun and ended");
  await killAfter(context, program, "two", "new\n", "new");
  assert.match(program.read("lines"), /^half\nnew\n$/m);
});

test("a FIFO that is made anew is read from its start, and nothing of the old one again", async (context) => {
  const program = new KeptProgram(RULES);
  context.after(() => program.remove());
  const write = (text: string): void => {
    const descriptor = openSync(program.path("fifo"), constants.O_RDWR);
    writeSync(descriptor, text);
    // Until it has been read there must be somebody who has it open.
    context.after(() => closeSync(descriptor));
  };
  execFileSync("mkfifo", [program.path("fifo")]);
  await program.start("-input=fifo", "-state-interval=20");
  write("one\ntwo\nhalf");
  await program.written("lines", "two");
  await setTimeout(200);
  // Another one with the same number would be the same for everybody.
  execFileSync("mkfifo", [program.path("other")]);
  renameSync(program.path("other"), program.path("fifo"));
  write("three\nfour\n");
  await program.written("lines", "four");
  assert.equal(program.read("lines"), "one\ntwo\nhalf\nthree\nfour\n");
  await program.end("SIGTERM");
  await program.start("-input=fifo");
  write("five\n");
  await program.written("lines", "five");
  assert.equal(program.read("lines"), "one\ntwo\nhalf\nthree\nfour\nfive\n");
  await program.end("SIGTERM");
});
