import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import {
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { eventually } from "../../conformance/scripted/program.ts";
import { MAIN } from "../../main-program.ts";
import { NO_COMMIT, SPOOL, withOpenFifo } from "./kept-fifo.ts";
import type { KeptProgram } from "./program.ts";

function timesIn(text: string, part: string): number {
  return text.split(part).length - 1;
}

/** What is stored once a line that is in the spool has been matched by a further run. */
async function storedAfter(program: KeptProgram, line: string): Promise<readonly string[]> {
  rmSync(program.path("lines"));
  await program.start("-input=fifo");
  await program.written("lines", line);
  return storedAtEnd(program);
}

/** What is stored when the program has been ended in order. */
async function storedAtEnd(program: KeptProgram): Promise<readonly string[]> {
  await program.end("SIGTERM");
  return program.stored("KEPT");
}

test("a FIFO whose spool has no place is read all the same, and through it later", async (context) => {
  const { program, write } = withOpenFifo(context);
  writeFileSync(program.path(SPOOL), "");
  await program.start("-input=fifo", NO_COMMIT);
  write("one\ntwo\nhal");
  await program.written("lines", "two");
  assert.match(
    program.read("log"),
    /a crash would lose lines of it.*cannot be opened: E\w+.*; take away what/,
  );
  rmSync(program.path(SPOOL));
  write("f\nthree\n");
  await program.written("lines", "three");
  await program.logged("its lines go through the spool again");
  write("four\nfive\n");
  await program.written("lines", "five");
  assert.equal(program.read("lines"), "one\ntwo\nhalf\nthree\nfour\nfive\n");
  assert.equal(timesIn(program.read("log"), "cannot be opened"), 1);
  await program.end("SIGKILL");
  assert.deepEqual((await storedAfter(program, "five")).slice(-2), ["four", "five"]);
});

test("what is in a spool that cannot be opened comes when it can, and once", async (context) => {
  const { program, write } = withOpenFifo(context);
  await program.start("-input=fifo", "-state-interval=20");
  write("one\n");
  await eventually("the commit", () => program.stored("KEPT").includes("one"));
  await program.end("SIGKILL");
  await program.start("-input=fifo", NO_COMMIT);
  write("two\nthree\n");
  await program.written("lines", "three");
  await program.end("SIGKILL");
  renameSync(program.path(SPOOL), program.path("away"));
  symlinkSync("rules.conf", program.path(SPOOL));
  symlinkSync("away", program.path("link"));
  rmSync(program.path("lines"));
  await program.start("-input=fifo", "-state-interval=20");
  write("four\nfi");
  await eventually("the commit", () => program.stored("KEPT").includes("four"));
  await program.end("SIGKILL");
  await program.start("-input=fifo", "-state-interval=20");
  write("ve\nsix\nsev");
  await program.written("lines", "six");
  renameSync(program.path("link"), program.path(SPOOL));
  write("en\n");
  await program.written("lines", "three");
  write("eight\n");
  await program.written("lines", "eight");
  assert.deepEqual(await storedAtEnd(program), [
    "one",
    "four",
    "ve",
    "six",
    "seven",
    "two",
    "three",
    "eight",
  ]);
});

test("standard input whose spool cannot be opened is read to its end", async (context) => {
  const { program } = withOpenFifo(context);
  writeFileSync(program.path(SPOOL), "");
  const options = ["-conf=rules.conf", "-input=-", "-state=state", "-log=log", "-notail"];
  const child = spawn(process.execPath, ["--disable-sigusr1", MAIN, ...options], {
    cwd: program.folder,
    stdio: ["pipe", "ignore", "ignore"],
  });
  context.after(() => child.kill("SIGKILL"));
  child.stdin.end("one\ntwo\nunfinished");
  assert.equal(await new Promise((resolve) => child.once("exit", resolve)), 0, program.read("log"));
  assert.deepEqual(program.stored("KEPT"), ["one", "two", "unfinished"]);
});

/** Puts a file system of its own in the spool's place; false if we may not mount. */
function mountSpool(context: TestContext, program: KeptProgram, options: string): boolean {
  mkdirSync(program.path(SPOOL), { recursive: true });
  if (spawnSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", program.path(SPOOL)]).status === 0)
    return true;
  context.skip("mounting takes more privileges");
  return false;
}

function remount(program: KeptProgram, options: string): void {
  execFileSync("mount", ["-o", `remount,${options}`, program.path(SPOOL)]);
}

test("a spool on a file system that is full, or read-only, is used again when it can be", async (context) => {
  const { program, write } = withOpenFifo(context);
  if (!mountSpool(context, program, "size=64k,ro")) return;
  await program.start("-input=fifo", "-state-interval=20");
  write("one\n");
  await program.written("lines", "one");
  await program.logged("let the file system below");
  remount(program, "size=64k,rw");
  writeFileSync(join(program.path(SPOOL), "filler"), Buffer.alloc(64 * 1024));
  write("two\n");
  await program.written("lines", "two");
  rmSync(join(program.path(SPOOL), "filler"));
  write("three\n");
  await eventually("the commit", () => program.stored("KEPT").includes("three"));
  await program.end("SIGKILL");
  await program.start("-input=fifo", NO_COMMIT);
  write("four\n");
  await program.written("lines", "four");
  const files = readdirSync(program.path(SPOOL)).filter((name) => /-\d+$/.test(name));
  assert.ok(files.some((name) => statSync(join(program.path(SPOOL), name)).size > 0));
  await program.end("SIGKILL");
  assert.deepEqual(await storedAfter(program, "four"), ["one", "two", "three", "four"]);
});

test("a folder that is removed, and a file that is cut, cost what was in them", async (context) => {
  const { program, write } = withOpenFifo(context);
  await program.start("-input=fifo", NO_COMMIT);
  write("one\n");
  await program.written("lines", "one");
  rmSync(program.path(SPOOL), { recursive: true });
  write("two\n");
  await program.written("lines", "two");
  await program.end("SIGKILL");
  // What is committed at a start is how much there is in the spool.
  await program.start("-input=fifo", NO_COMMIT);
  await program.end("SIGKILL");
  assert.deepEqual(program.stored("KEPT"), []);
  const name = readdirSync(program.path(SPOOL)).find((file) => /-\d+$/.test(file)) ?? "";
  truncateSync(join(program.path(SPOOL), name), 2);
  await program.start("-input=fifo");
  write("three\n");
  await program.written("lines", "three");
  assert.deepEqual(await storedAtEnd(program), ["tw", "three"]);
});
