/* Spools whose pipes are not read at the moment: what is in them is neither forgotten nor read again. */
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import {
  appendFileSync,
  closeSync,
  constants,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { test } from "node:test";
import { eventually } from "../../conformance/scripted/program.ts";
import { MAIN } from "../../main-program.ts";
import { NO_COMMIT, SPOOL, withFifo } from "./kept-fifo.ts";
import type { KeptProgram } from "./program.ts";

const OFTEN = "-state-interval=20";

async function committed(program: KeptProgram, line: string): Promise<void> {
  await eventually(`the commit of ${line}`, () => program.stored("KEPT").includes(line));
}

test("what has come out of a FIFO that is removed is not read again", async (context) => {
  const program = withFifo(context);
  await program.start("-input=fifo", "-norwfifo", OFTEN);
  const writer = spawn("sh", ["-c", "exec 3>fifo; rm fifo; echo one >&3; echo two >&3"], {
    cwd: program.folder,
  });
  await new Promise((resolve) => writer.once("exit", resolve));
  await program.written("lines", "two");
  await program.logged("Input file fifo does not exist");
  program.feed("from the file");
  await committed(program, "from the file");
  await program.end("SIGKILL");
  execFileSync("mkfifo", [program.path("fifo")]);
  await program.start("-input=fifo", OFTEN);
  appendFileSync(program.path("fifo"), "three\n");
  await committed(program, "three");
  assert.deepEqual(program.stored("KEPT"), ["one", "two", "from the file", "three"]);
});

test("a FIFO that is no input for some killed runs goes on where it was", async (context) => {
  const program = withFifo(context);
  await program.start("-input=fifo", OFTEN);
  appendFileSync(program.path("fifo"), "one\ntwo\n");
  await committed(program, "two");
  await program.end("SIGKILL");
  await program.start("-input=fifo", NO_COMMIT);
  appendFileSync(program.path("fifo"), "three\nfour\n");
  await program.written("lines", "four");
  await program.end("SIGKILL");
  for (const line of ["first", "second"]) {
    await program.start(OFTEN);
    program.feed(line);
    await committed(program, line);
    await program.end("SIGKILL");
  }
  await program.start("-input=fifo", OFTEN);
  appendFileSync(program.path("fifo"), "five\n");
  await committed(program, "five");
  assert.deepEqual(program.stored("KEPT"), ["one", "two", "first", "second", "three", "four", "five"]);
});

test("what is left in the spool of standard input comes after its end", async (context) => {
  const program = withFifo(context);
  const input = openSync(program.path("fifo"), constants.O_RDONLY | constants.O_NONBLOCK);
  const writer = openSync(program.path("fifo"), constants.O_WRONLY);
  context.after(() => closeSync(input));
  const options = ["-conf=rules.conf", "-input=-", "-input=in", "-state=state", "-log=log", "-pid=pid"];
  const start = (interval: string) => {
    const child = spawn(process.execPath, ["--disable-sigusr1", MAIN, ...options, interval], {
      cwd: program.folder,
      stdio: [input, "ignore", "ignore"],
    });
    context.after(() => child.kill("SIGKILL"));
    return child;
  };
  const first = start(NO_COMMIT);
  writeSync(writer, "one\ntwo\n");
  await program.written("lines", "two");
  first.kill("SIGKILL");
  await new Promise((resolve) => first.once("exit", resolve));
  rmSync(program.path("lines"));
  renameSync(program.path(SPOOL), program.path("away"));
  writeFileSync(program.path(SPOOL), "");
  const second = start(OFTEN);
  writeSync(writer, "three\nunfinished");
  closeSync(writer);
  await program.written("lines", "unfinished");
  program.feed("from the file");
  await committed(program, "from the file");
  rmSync(program.path(SPOOL));
  renameSync(program.path("away"), program.path(SPOOL));
  await program.written("lines", "two");
  await program.logged("No writers on input pipe -");
  second.kill("SIGTERM");
  await new Promise((resolve) => second.once("exit", resolve));
  assert.deepEqual(program.stored("KEPT"), ["three", "unfinished", "from the file", "one", "two"]);
});
