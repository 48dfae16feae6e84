/* What is known of rotated files that need not be read, over restarts and whatever administrators do. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { Input } from "../../../src/inputs/input.ts";
import { Restart } from "./restart.ts";

const DAY_SECONDS = 86_400;
/** Longer than the clock of a file system stands still. */
const TICK_MS = 30;
/** A file that begins with this is long enough to be told from others. */
const LONG = "1".repeat(1100);

function run(command: string, ...args: readonly string[]): void {
  assert.equal(spawnSync(command, args).status, 0);
}

/** Does something as a user who may not read everything. */
async function asNobody(folder: string, does: () => Promise<void>): Promise<void> {
  run("chmod", "777", folder);
  process.seteuid!(65_534);
  try {
    await does();
  } finally {
    process.seteuid!(0);
  }
}

/** Copies a file that was made some time ago, and will be written to some time later. */
async function copyToKeep(restart: Restart): Promise<void> {
  await pause(TICK_MS);
  copyFileSync(restart.path("a"), restart.path("a-20261201"));
  await pause(TICK_MS);
}

test("an old file that was begun is read on though it was compressed meanwhile", async (context) => {
  const restart = new Restart(context);
  writeFileSync(restart.path("a"), "1\n2\n");
  restart.age("a", 10 * DAY_SECONDS);
  restart.first.open([], 0);
  restart.first.round();
  assert.deepEqual(restart.first.texts, ["1"]);
  restart.stop();
  renameSync(restart.path("a"), restart.path("a.1"));
  run("gzip", restart.path("a.1"));
  writeFileSync(restart.path("a"), "3\n");
  await restart.expect("2", "3");
});

test("a clock that was ahead when the record began hides no rotated file", async (context) => {
  const restart = new Restart(context);
  await restart.stopAfter("1");
  const ahead = BigInt(Date.now() + 30 * DAY_SECONDS * 1000) * 1_000_000n;
  restart.positions = restart.positions.map((one) => ({
    ...one,
    fingerprint: one.fingerprint.replace(/^settled:\d+$/, `settled:${ahead}`),
  }));
  renameSync(restart.path("a"), restart.path("a.2"));
  writeFileSync(restart.path("a.1"), "2\n");
  writeFileSync(restart.path("a"), "3\n");
  await restart.expect("2", "3");
});

test("settled files that were moved to another disk with their times are not read again", async (context) => {
  const restart = new Restart(context);
  writeFileSync(restart.path("a.1"), "settled\n");
  restart.age("a.1", 100);
  await restart.stopAfter("1");
  renameSync(restart.path("a.1"), restart.path("moved"));
  run("cp", "-p", restart.path("moved"), restart.path("a.2"));
  renameSync(restart.path("a"), restart.path("a.1"));
  writeFileSync(restart.path("a"), "2\n");
  await restart.expect("2");
});

test("a generation that somebody has decompressed to look at it is not read again", async (context) => {
  const restart = new Restart(context);
  writeFileSync(restart.path("a.1"), "settled\n");
  restart.age("a.1", 100);
  run("gzip", restart.path("a.1"));
  await restart.stopAfter("1");
  run("gunzip", restart.path("a.1.gz"));
  renameSync(restart.path("a.1"), restart.path("a.2"));
  renameSync(restart.path("a"), restart.path("a.1"));
  writeFileSync(restart.path("a"), "2\n");
  await restart.expect("2");
});

test("a copy that somebody has made of a file is not read once the file is renamed", async (context) => {
  const restart = new Restart(context);
  const { first } = restart;
  writeFileSync(restart.path("a"), "");
  first.start();
  await first.until("the file", () => first.log.length > 0);
  writeFileSync(restart.path("a"), `${LONG}\n2\n`, { flag: "a" });
  await first.count(2);
  await copyToKeep(restart);
  writeFileSync(restart.path("a"), "3\n", { flag: "a" });
  await first.count(3);
  renameSync(restart.path("a"), restart.path("a.1"));
  writeFileSync(restart.path("a"), "4\n");
  await first.until("the new file", () => first.texts.includes("4"));
  assert.deepEqual(first.texts, [LONG, "2", "3", "4"]);
  restart.stop();
  rmSync(restart.path("a.1"));
  renameSync(restart.path("a"), restart.path("a.1"));
  writeFileSync(restart.path("a"), "5\n");
  await restart.expect("5");
});

test("a copy that was made before a kill is not read if the file is renamed after it", async (context) => {
  const restart = new Restart(context);
  await restart.stopAfter(LONG, "2");
  await copyToKeep(restart);
  writeFileSync(restart.path("a"), "3\n", { flag: "a" });
  renameSync(restart.path("a"), restart.path("a.1"));
  writeFileSync(restart.path("a"), "4\n");
  await restart.expect("3", "4");
});

test("files that could not be read when the record began are no loss at a rotation", async (context) => {
  const restart = new Restart(context);
  writeFileSync(restart.path("a.1"), "secret\n");
  run("chmod", "0", restart.path("a.1"));
  await asNobody(restart.first.folder, async () => {
    await restart.stopAfter("1");
    renameSync(restart.path("a.1"), restart.path("a.2"));
    renameSync(restart.path("a"), restart.path("a.1"));
    writeFileSync(restart.path("a"), "2\n");
    const { log } = await restart.expect("2");
    const ofTheOld = log.filter((line) => line.includes("a.2"));
    assert.deepEqual(ofTheOld, []);
  });
});

for (const [where, change] of [
  ["still has the name", () => {}],
  ["was renamed", (restart: Restart) => renameSync(restart.path("a"), restart.path("a.1"))],
] as const)
  test(`a file that was left because of an error is read on from there if it ${where}`, async (context) => {
    const restart = new Restart(context);
    const { first } = restart;
    writeFileSync(restart.path("a"), "1\n2\n");
    first.start();
    await first.count(2);
    (first.inputs.all[0] as Input).opened!.lines.next = () => {
      throw Object.assign(new Error("EIO"), { code: "EIO", errno: -5 });
    };
    writeFileSync(restart.path("a"), "3\n", { flag: "a" });
    await first.logged("IO error");
    restart.stop();
    change(restart);
    writeFileSync(restart.path("a"), "4\n", { flag: "a" });
    await restart.expect("3", "4");
  });

test("what was rotated is read though no file has the name any more", async (context) => {
  const restart = new Restart(context);
  const { first } = restart;
  writeFileSync(restart.path("a"), "1\n");
  first.start();
  await first.count(1);
  renameSync(restart.path("a"), restart.path("a.3"));
  writeFileSync(restart.path("a.2"), "2\n");
  writeFileSync(restart.path("a.1"), "3\n");
  await first.count(3);
  writeFileSync(restart.path("a.3"), "late\n", { flag: "a" });
  await first.count(4);
  restart.stop();
  writeFileSync(restart.path("a"), "4\n");
  await restart.expect("4");
  assert.deepEqual(first.texts, ["1", "2", "3", "late"]);
});

test("what was copied and truncated before it was read is read without waiting for more", async (context) => {
  const restart = new Restart(context);
  const { first } = restart;
  writeFileSync(restart.path("a"), "");
  first.start();
  await pause(TICK_MS);
  writeFileSync(restart.path("a"), "1\n", { flag: "a" });
  copyFileSync(restart.path("a"), restart.path("a.2"));
  truncateSync(restart.path("a"));
  writeFileSync(restart.path("a"), "2\n", { flag: "a" });
  copyFileSync(restart.path("a"), restart.path("a.1"));
  truncateSync(restart.path("a"));
  await first.count(2);
  writeFileSync(restart.path("a"), "3\n", { flag: "a" });
  await first.count(3);
  assert.deepEqual(first.texts, ["1", "2", "3"]);
});
