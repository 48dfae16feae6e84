import assert from "node:assert/strict";
import childProcess, { spawnSync } from "node:child_process";
import {
  appendFileSync,
  copyFileSync,
  renameSync,
  rmSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { test } from "node:test";
import { isSettled } from "../../../src/inputs/settled.ts";
import { Follower } from "./follower.ts";
import { Restart } from "./restart.ts";

test("a file is read on from where it was left", async (context) => {
  const restart = new Restart(context);
  await restart.stopAfter("1", "2");
  appendFileSync(restart.path("a"), "3\n4\n");
  await restart.expect("3", "4");
});

test("the beginning of a line that was not finished is read again", async (context) => {
  const restart = new Restart(context);
  writeFileSync(restart.path("a"), "1\nunfin");
  restart.first.start();
  await restart.first.count(1);
  restart.stop();
  appendFileSync(restart.path("a"), "ished\n");
  await restart.expect("unfinished");
});

test("what was rotated in the meantime is read first, through all generations", async (context) => {
  const restart = new Restart(context);
  writeFileSync(restart.path("a.1"), "long ago\n");
  await restart.stopAfter("1", "2");
  renameSync(restart.path("a.1"), restart.path("a.3"));
  appendFileSync(restart.path("a"), "3\n");
  renameSync(restart.path("a"), restart.path("a.2"));
  restart.age("a.2", 100);
  writeFileSync(restart.path("a.1"), "4\n5\n");
  restart.age("a.1", 50);
  writeFileSync(restart.path("a"), "6\n");
  const second = await restart.expect("3", "4", "5", "6");
  assert.ok(second.log.some((line) => /Reading on from offset 4 in .*a\.2, 2 bytes/.test(line)));
  assert.equal(second.inputs.positions().filter((one) => !isSettled(one)).length, 3);
});

test("a compressed generation is read on", async (context) => {
  const restart = new Restart(context);
  await restart.stopAfter("1", "2");
  appendFileSync(restart.path("a"), "3\n");
  renameSync(restart.path("a"), restart.path("a-20260302"));
  restart.age("a-20260302", 100);
  assert.equal(spawnSync("gzip", [restart.path("a-20260302")]).status, 0);
  await restart.expect("3");
});

test("a compressed generation is decompressed once for all positions", async (context) => {
  const restart = new Restart(context);
  for (const number of [3, 4]) writeFileSync(restart.path(`a.${number}`), `long ago ${number}\n`);
  await restart.stopBeside("a.2");
  appendFileSync(restart.path("a"), "new 2\n");
  renameSync(restart.path("a"), restart.path("a.1"));
  appendFileSync(restart.path("a.2"), "2\n");
  for (const number of [1, 2, 3, 4]) {
    restart.age(`a.${number}`, number);
    assert.equal(spawnSync("gzip", [restart.path(`a.${number}`)]).status, 0);
  }
  const counted = context.mock.method(childProcess, "spawnSync");
  syncBuiltinESMExports();
  await restart.expect("2", "new 2");
  context.mock.restoreAll();
  syncBuiltinESMExports();
  assert.ok(counted.mock.callCount() <= 6, `${counted.mock.callCount()} times`);
});

test("a copy is read on when the file itself was truncated", async (context) => {
  const restart = new Restart(context);
  await restart.stopAfter("1", "2");
  appendFileSync(restart.path("a"), "3\n");
  copyFileSync(restart.path("a"), restart.path("a.1"));
  truncateSync(restart.path("a"));
  appendFileSync(restart.path("a"), "4\nmore than before\n");
  await restart.expect("3", "4", "more than before");
});

test("a file that is gone is logged, and what was rotated since is read", async (context) => {
  const restart = new Restart(context);
  writeFileSync(restart.path("a.2"), "read before\n");
  await restart.stopAfter("1", "2");
  unlinkSync(restart.path("a"));
  writeFileSync(restart.path("a.1"), "5\n");
  writeFileSync(restart.path("a"), "6\n");
  const second = await restart.expect("5", "6");
  assert.ok(second.log.some((line) => /is gone, what was written to it after its first 4 bytes/.test(line)));
});

test("a file that was truncated without a copy is read from its start, no older ones", async (context) => {
  const restart = new Restart(context);
  writeFileSync(restart.path("a.1"), "read before\n");
  await restart.stopAfter("1", "2");
  writeFileSync(restart.path("a"), "other and longer\n");
  const second = await restart.expect("other and longer");
  assert.ok(second.log.some((line) => /has been truncated, what was written .* may be lost/.test(line)));
});

test("a rotated file that was still being read is read on, beside the new one", async (context) => {
  const restart = new Restart(context);
  await restart.stopBeside("a.1");
  appendFileSync(restart.path("a.1"), "2\n");
  appendFileSync(restart.path("a"), "new 2\n");
  await restart.expect("2", "new 2");
  rmSync(restart.path("a.1"));
});

test("what was read before is not read again beside an older file with a slow writer", async (context) => {
  const restart = new Restart(context);
  writeFileSync(restart.path("a.1"), "read and closed\n");
  await restart.stopBeside("a.2");
  appendFileSync(restart.path("a.2"), "2\n");
  await restart.expect("2");
});

test("rotated files that nobody has come to for a minute are read all the same", async (context) => {
  const restart = new Restart(context);
  await restart.stopAfter("1", "2");
  appendFileSync(restart.path("a"), "3\n4\n");
  renameSync(restart.path("a"), restart.path("a.2"));
  restart.age("a.2", 100);
  writeFileSync(restart.path("a.1"), "5\n6\n");
  restart.age("a.1", 50);
  writeFileSync(restart.path("a"), "7\n");
  const second = await restart.openAndWait(61);
  assert.deepEqual(second.readAll(), ["3", "4", "5", "6", "7"]);
});

test("a long line of a rotated file that nobody has come to for a while stays whole", async (context) => {
  const restart = new Restart(context);
  await restart.stopAfter("1", "2");
  const long = "x".repeat(300_000);
  appendFileSync(restart.path("a"), `3\n${long}\n4\n`);
  renameSync(restart.path("a"), restart.path("a.1"));
  writeFileSync(restart.path("a"), "5\n");
  const second = await restart.openAndWait(5);
  assert.deepEqual(second.readAll(), ["3", long, "4", "5"]);
});

test("a file that is being renamed at a restart is an input if a wildcard names it", async (context) => {
  const patterns = ["[ab]"];
  const first = new Follower(context, patterns);
  writeFileSync(first.path("a"), "1\n");
  first.start();
  appendFileSync(first.path("a"), "2\n");
  await first.count(1);
  const saved = first.inputs.positions();
  first.inputs.close();
  appendFileSync(first.path("a"), "3\n");
  renameSync(first.path("a"), first.path("a.1"));
  const between = new Follower(context, patterns, {}, first.folder);
  between.open(saved, 0);
  const savedAgain = between.inputs.positions();
  between.inputs.close();
  const second = new Follower(context, patterns, { reopenTimeoutSeconds: 1 }, first.folder);
  second.start(savedAgain, 0);
  await second.count(1);
  writeFileSync(first.path("a"), "4\n");
  await second.count(2);
  assert.deepEqual(second.texts, ["3", "4"]);
});

test("a copy that is being made is not read beside the file that it is made of", async (context) => {
  const restart = new Restart(context);
  await restart.stopBeside("a.2");
  appendFileSync(restart.path("a"), "new 2\n");
  writeFileSync(restart.path("a.1"), "new 1\nne");
  const second = restart.open();
  assert.deepEqual(second.readAll(), ["new 2"]);
  copyFileSync(restart.path("a"), restart.path("a.1"));
  appendFileSync(restart.path("a.1"), "new 3\n");
  truncateSync(restart.path("a"));
  appendFileSync(restart.path("a"), "new 4\n");
  await second.until("the rest", () => second.readAll().includes("new 4"));
  assert.deepEqual(second.texts, ["new 2", "new 3", "new 4"]);
});

test("a copy of a file that nothing was read of is read if that is truncated first", async (context) => {
  const restart = new Restart(context);
  writeFileSync(restart.path("a"), "");
  restart.first.start();
  restart.stop();
  writeFileSync(restart.path("a"), "1\n2\n");
  copyFileSync(restart.path("a"), restart.path("a.1"));
  restart.age("a.1", 1);
  const second = restart.open();
  truncateSync(restart.path("a"));
  await second.until("the copy", () => second.readAll().length > 0);
  appendFileSync(restart.path("a"), "3\n");
  await second.until("the new line", () => second.readAll().includes("3"));
  assert.deepEqual(second.texts, ["1", "2", "3"]);
});

test("a file that is copied and truncated twice before it is read on is read in order", async (context) => {
  const restart = new Restart(context);
  await restart.stopAfter("1", "2");
  const second = restart.open();
  appendFileSync(restart.path("a"), "3\n");
  copyFileSync(restart.path("a"), restart.path("a.2"));
  truncateSync(restart.path("a"));
  appendFileSync(restart.path("a"), "4\n");
  copyFileSync(restart.path("a"), restart.path("a.1"));
  truncateSync(restart.path("a"));
  appendFileSync(restart.path("a"), "5\n");
  await second.until("the last line", () => second.readAll().includes("5"));
  assert.deepEqual(second.texts, ["3", "4", "5"]);
});

test("a copy that lacks what was read before the truncation is not read again", async (context) => {
  const follower = new Follower(context, ["a"]);
  writeFileSync(follower.path("a"), "");
  follower.open([], 0);
  appendFileSync(follower.path("a"), "1\n2\n3\n");
  await follower.until("all lines", () => follower.readAll().includes("3"));
  // However long it takes until somebody looks, the copy was made just before.
  const { now } = Date;
  context.mock.method(Date, "now", () => now() - 10_000);
  writeFileSync(follower.path("a.1"), "1\n2\n");
  truncateSync(follower.path("a"));
  appendFileSync(follower.path("a"), "4\n");
  await follower.until("the last line", () => follower.readAll().includes("4"));
  assert.deepEqual(follower.texts, ["1", "2", "3", "4"]);
});

test("a file that is rotated twice before anything is read of it is read in order", async (context) => {
  const follower = new Follower(context, ["a"]);
  writeFileSync(follower.path("a"), "");
  follower.open([], 0);
  appendFileSync(follower.path("a"), "1\n");
  renameSync(follower.path("a"), follower.path("a.2"));
  writeFileSync(follower.path("a.1"), "2\n");
  writeFileSync(follower.path("a"), "3\n");
  await follower.until("the last line", () => follower.readAll().includes("3"));
  assert.deepEqual(follower.texts, ["1", "2", "3"]);
});

test("generations are ordered by numbers and dates, not by when somebody wrote to them", async (context) => {
  const restart = new Restart(context);
  await restart.stopAfter("1", "2");
  appendFileSync(restart.path("a"), "3\n");
  renameSync(restart.path("a"), restart.path("a.4"));
  // A slow writer has the oldest one still open; of the others all are of the same second.
  writeFileSync(restart.path("a.3"), "4\n");
  writeFileSync(restart.path("a.1"), "6\n");
  writeFileSync(restart.path("a.2"), "5\n");
  for (const number of [1, 2, 3]) restart.age(`a.${number}`, 50);
  writeFileSync(restart.path("a"), "7\n");
  await restart.expect("3", "4", "5", "6", "7");
});

test("generations whose numbers rise with time are read in the order of time", async (context) => {
  const restart = new Restart(context);
  await restart.stopAfter("1", "2");
  appendFileSync(restart.path("a"), "3\n");
  renameSync(restart.path("a"), restart.path("a.1"));
  for (const number of [2, 3, 4]) {
    writeFileSync(restart.path(`a.${number}`), `${number + 2}\n`);
    restart.age(`a.${number}`, -number);
  }
  writeFileSync(restart.path("a"), "7\n");
  await restart.expect("3", "4", "5", "6", "7");
});
