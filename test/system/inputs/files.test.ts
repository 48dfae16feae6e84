import assert from "node:assert/strict";
import {
  appendFileSync,
  closeSync,
  mkdirSync,
  openSync,
  renameSync,
  rmdirSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { eventually } from "../../conformance/scripted/program.ts";
import { Follower } from "./follower.ts";

test("what is still written to a renamed file is not lost, also when there is a new one", async (t) => {
  const follower = new Follower(t, ["a"]);
  const old = openSync(follower.path("a"), "a");
  follower.start();
  writeSync(old, "1\n");
  await follower.count(1);
  renameSync(follower.path("a"), follower.path("a.1"));
  appendFileSync(follower.path("a"), "new 1\n");
  await follower.count(2);
  writeSync(old, "2\n");
  await follower.count(3);
  appendFileSync(follower.path("a"), "new 2\n");
  await follower.count(4);
  follower.skippedSeconds = 50;
  writeSync(old, "3\n");
  await follower.count(5);
  closeSync(old);
  assert.deepEqual(follower.texts, ["1", "new 1", "2", "new 2", "3"]);
  const inode = BigInt(statSync(follower.path("a.1")).ino);
  assert.deepEqual(
    follower.lines.map(({ file, offset }) => [file?.inode === inode, offset]),
    [
      [true, 2],
      [false, 6],
      [true, 4],
      [false, 12],
      [true, 6],
    ],
  );
});

test("a renamed file is let go when it has been quiet for a minute", async (t) => {
  const follower = new Follower(t, ["a"]);
  appendFileSync(follower.path("a"), "");
  follower.start();
  renameSync(follower.path("a"), follower.path("a.1"));
  appendFileSync(follower.path("a"), "new 1\n");
  await follower.count(1);
  follower.skippedSeconds = 61;
  await pause(1100);
  appendFileSync(follower.path("a.1"), "too late\n");
  appendFileSync(follower.path("a"), "new 2\n");
  await follower.count(2);
  await pause(300);
  assert.deepEqual(follower.texts, ["new 1", "new 2"]);
});

test("an unfinished line at rotation is an event of its own", async (t) => {
  const follower = new Follower(t, ["a"]);
  appendFileSync(follower.path("a"), "");
  follower.start();
  appendFileSync(follower.path("a"), "unfinished");
  await pause(50);
  renameSync(follower.path("a"), follower.path("a.1"));
  appendFileSync(follower.path("a"), "new 1\n");
  await follower.count(2);
  assert.deepEqual(follower.texts, ["new 1", "unfinished"]);
  assert.equal(follower.lines[1]!.offset, 10);
});

test("a line that its writer finishes after the rotation is one line", async (t) => {
  const follower = new Follower(t, ["a"]);
  const old = openSync(follower.path("a"), "a");
  follower.start();
  writeSync(old, "begin");
  await pause(50);
  renameSync(follower.path("a"), follower.path("a.1"));
  appendFileSync(follower.path("a"), "new 1\n");
  await follower.count(1);
  writeSync(old, " and end\n");
  closeSync(old);
  await follower.count(2);
  assert.deepEqual(follower.texts, ["new 1", "begin and end"]);
});

test("an unfinished line of a file that is truncated is an event of its own", async (t) => {
  const follower = new Follower(t, ["a"]);
  appendFileSync(follower.path("a"), "");
  follower.start();
  appendFileSync(follower.path("a"), "1\nunfinished");
  await follower.count(1);
  truncateSync(follower.path("a"));
  await follower.logged("truncated");
  appendFileSync(follower.path("a"), "2\n");
  await follower.count(3);
  assert.deepEqual(follower.texts, ["1", "unfinished", "2"]);
  assert.deepEqual(
    follower.lines.map(({ offset }) => offset),
    [2, 12, 2],
  );
});

test("what takes the place of a followed file is read from its start when it can be opened", async (t) => {
  const follower = new Follower(t, ["a"]);
  appendFileSync(follower.path("a"), "");
  follower.start();
  appendFileSync(follower.path("a"), "1\n");
  await follower.count(1);
  renameSync(follower.path("a"), follower.path("a.1"));
  mkdirSync(follower.path("a"));
  await follower.logged("unsupported type");
  appendFileSync(follower.path("a.1"), "2\n");
  await follower.count(2);
  rmdirSync(follower.path("a"));
  appendFileSync(follower.path("a"), "3\n");
  await follower.count(3);
  assert.deepEqual(follower.texts, ["1", "2", "3"]);
  assert.equal(follower.log.filter((line) => line.includes("unsupported")).length, 1);
});

test("a line that is too long is cut, counted and logged, and the next one is whole", async (t) => {
  const follower = new Follower(t, ["a"], { maxLineBytes: 1000, fromStart: true });
  const long = "x".repeat(10 * 1024 * 1024);
  writeFileSync(follower.path("a"), `first\n${long}\nnext\n${"y".repeat(1001)}\n${"z".repeat(1000)}\n`);
  follower.start();
  await follower.count(5);
  assert.deepEqual(follower.texts, ["first", "x".repeat(1000), "next", "y".repeat(1000), "z".repeat(1000)]);
  assert.equal(follower.lines[4]!.offset, statSync(follower.path("a")).size);
  assert.deepEqual(follower.log.slice(1), [
    `Line of 10485760 bytes in input file ${follower.path("a")} cut to 1000 bytes`,
  ]);
});

test("a line of 10 MB is whole if no length is too long", async (t) => {
  const follower = new Follower(t, ["a"], { maxLineBytes: 0, fromStart: true });
  writeFileSync(follower.path("a"), `first\n${"x".repeat(10_000_000)}\nnext\n`);
  follower.start();
  await follower.count(3);
  assert.deepEqual(
    follower.texts.map(({ length }) => length),
    [5, 10_000_000, 4],
  );
});

test("a file that is written to all the time is read completely, and in time when that ends", async (t) => {
  const follower = new Follower(t, ["a"]);
  appendFileSync(follower.path("a"), "");
  follower.start();
  for (let number = 0; number < 300; number += 1) {
    appendFileSync(follower.path("a"), `${number}\n`);
    await pause(1);
  }
  await follower.count(300);
  await pause(300);
  for (let number = 300; number < 310; number += 1) {
    appendFileSync(follower.path("a"), `${number}\n`);
    await follower.count(number + 1);
  }
  assert.deepEqual(
    follower.texts.map(Number),
    Array.from({ length: 310 }, (_, number) => number),
  );
});

function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
}

test("hundreds of files are followed, and cost no buffer each", async (t) => {
  const follower = new Follower(t, ["*.log"]);
  const names = Array.from({ length: 500 }, (_, number) => follower.path(`${1000 + number}.log`));
  for (const name of names) appendFileSync(name, "old\n");
  collectGarbage();
  const before = process.memoryUsage().arrayBuffers;
  follower.start();
  await pause(200);
  for (const name of names) appendFileSync(name, "unfinished");
  await pause(200);
  for (const name of names) appendFileSync(name, " line\n");
  await follower.count(500);
  assert.deepEqual(new Set(follower.texts), new Set(["unfinished line"]));
  // V8 gives the memory of buffers back some time after it has collected them.
  await eventually("the memory of the buffers", () => {
    collectGarbage();
    return process.memoryUsage().arrayBuffers - before < 4 * 1024 * 1024;
  });
  assert.deepEqual(
    follower.inputs.status().map(({ lines }) => lines),
    names.map(() => 1),
  );
});
