import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  copyFileSync,
  renameSync,
  rmSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { type TestContext, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { FilePosition } from "../../../src/inputs/resume.ts";
import { Follower } from "./follower.ts";

/** A follower that has read lines of the file `a` and was stopped, and one that goes on. */
class Restart {
  readonly first: Follower;
  private readonly context: TestContext;
  private saved: readonly FilePosition[] = [];

  constructor(context: TestContext) {
    this.context = context;
    this.first = new Follower(context, ["a"], { fromStart: true });
  }

  path(name: string): string {
    return this.first.path(name);
  }

  /** Writes lines to `a` that are read before the stop. */
  async stopAfter(...lines: readonly string[]): Promise<void> {
    writeFileSync(this.path("a"), lines.map((line) => `${line}\n`).join(""));
    this.first.start();
    await this.first.count(lines.length);
    this.stop();
  }

  /** Renames `a` when it has been read, and stops when the first line of its successor has been read too. */
  async stopBeside(former: string): Promise<void> {
    writeFileSync(this.path("a"), "1\n");
    this.first.start();
    await this.first.count(1);
    renameSync(this.path("a"), this.path(former));
    writeFileSync(this.path("a"), "new 1\n");
    await this.first.count(2);
    this.stop();
  }

  stop(): void {
    this.saved = this.first.inputs.positions();
    this.first.inputs.close();
  }

  /** Gives a file the time of so many seconds ago. */
  age(name: string, seconds: number): void {
    const time = Date.now() / 1000 - seconds;
    utimesSync(this.path(name), time, time);
  }

  /** Starts anew, but takes no line yet. */
  open(): Follower {
    const second = new Follower(this.context, ["a"], {}, this.first.folder);
    second.open(this.saved, Date.now() - 1_000_000);
    return second;
  }

  /** Starts anew, but takes one line only, and none for so many seconds. */
  async openAndWait(seconds: number): Promise<Follower> {
    const second = this.open();
    second.round();
    second.skippedSeconds = seconds;
    // The turn that comes each second.
    await pause(1100);
    return second;
  }

  /** Starts anew, and expects these lines, each once. */
  async expect(...lines: readonly string[]): Promise<Follower> {
    const second = new Follower(this.context, ["a"], {}, this.first.folder);
    second.start(this.saved, Date.now() - 1_000_000);
    appendFileSync(this.path("a"), "last\n");
    await second.until("the last line", () => second.texts.includes("last"));
    assert.deepEqual(second.texts, [...lines, "last"]);
    return second;
  }
}

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
  await restart.stopAfter("1", "2");
  appendFileSync(restart.path("a"), "3\n");
  renameSync(restart.path("a"), restart.path("a.2"));
  restart.age("a.2", 100);
  writeFileSync(restart.path("a.1"), "4\n5\n");
  restart.age("a.1", 50);
  writeFileSync(restart.path("a.3"), "long ago\n");
  restart.age("a.3", 500);
  writeFileSync(restart.path("a"), "6\n");
  const second = await restart.expect("3", "4", "5", "6");
  assert.ok(second.log.some((line) => /Reading on from offset 4 in .*a\.2, 2 bytes/.test(line)));
  assert.equal(second.inputs.positions().length, 3);
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
  await restart.stopAfter("1", "2");
  unlinkSync(restart.path("a"));
  writeFileSync(restart.path("a.1"), "5\n");
  writeFileSync(restart.path("a.2"), "read before\n");
  restart.age("a.2", 2000);
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
