import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { appendFileSync, copyFileSync, renameSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { type TestContext, test } from "node:test";
import { Follower } from "./follower.ts";
import { Restart } from "./restart.ts";

/** With this every file begins: it is longer than what fingerprints know of beginnings. */
const BANNER = `${"Log of a program that says so at length; ".repeat(40)}\n`;
const HEADED = BANNER.slice(0, -1);

/** Follows `a`, which was empty, and has read these lines of it. */
async function followed(context: TestContext, ...lines: readonly string[]): Promise<Follower> {
  const follower = new Follower(context, ["a"]);
  writeFileSync(follower.path("a"), "");
  follower.open([], 0);
  appendFileSync(follower.path("a"), lines.map((line) => `${line}\n`).join(""));
  await follower.until("all lines", () => follower.readAll().length === lines.length);
  return follower;
}

/** Goes on where a follower is, as after a kill just after a commit. */
function killedNow(context: TestContext, before: Follower): Follower {
  const [positions, ms] = [before.inputs.positions(), Date.now()];
  before.inputs.close();
  const after = new Follower(context, ["a"], {}, before.folder);
  after.open(positions, ms);
  return after;
}

test("a copy that lacks what was read is not read again after a restart at once", async (context) => {
  const follower = await followed(context, "1", "2", "3");
  writeFileSync(follower.path("a.1"), "1\n2\n");
  // However long it takes until somebody looks, the copy was made just before.
  const soon = Date.now() / 1000 + 10;
  utimesSync(follower.path("a.1"), soon, soon);
  truncateSync(follower.path("a"));
  await follower.until("the truncation", () => {
    follower.readAll();
    return follower.log.some((line) => line.includes("has been truncated"));
  });
  const second = killedNow(context, follower);
  appendFileSync(second.path("a"), "4\n");
  await second.until("the last line", () => second.readAll().includes("4"));
  assert.deepEqual(second.texts, ["4"]);
});

test("of files that begin with the same banner none is taken for a copy of another", async (context) => {
  const follower = await followed(context, HEADED, ...Array.from({ length: 200 }, (_, at) => `old ${at}`));
  // The copy lacks the last line; what came after it was copied too before anybody looked.
  const old = Array.from({ length: 199 }, (_, at) => `old ${at}\n`).join("");
  writeFileSync(follower.path("a.2"), `${BANNER}${old}`);
  follower.lines.length = 0;
  const next = Array.from({ length: 100 }, (_, at) => `new ${at}`);
  writeFileSync(follower.path("a.1"), `${BANNER}${next.map((line) => `${line}\n`).join("")}`);
  truncateSync(follower.path("a"));
  appendFileSync(follower.path("a"), `${BANNER}last\n`);
  await follower.until("the last line", () => follower.readAll().includes("last"));
  assert.deepEqual(follower.texts, [HEADED, ...next, HEADED, "last"]);
});

test("of files that begin with the same banner none is taken for a copy that is gone", async (context) => {
  const follower = await followed(context, HEADED, ...Array.from({ length: 200 }, (_, at) => `old ${at}`));
  follower.lines.length = 0;
  writeFileSync(follower.path("a.1"), `${BANNER}${"new\n".repeat(100)}`);
  truncateSync(follower.path("a"));
  appendFileSync(follower.path("a"), `${BANNER}last\n`);
  await follower.until("the last line", () => follower.readAll().includes("last"));
  assert.deepEqual(follower.texts, [HEADED, ...Array<string>(100).fill("new"), HEADED, "last"]);
});

test("a file with the same banner and length as the one that was read is another one", async (context) => {
  const restart = new Restart(context);
  await restart.stopAfter(HEADED, "old 1", "old 2");
  renameSync(restart.path("a"), restart.path("a.2"));
  writeFileSync(restart.path("a.1"), `${BANNER}new 1\nnew 2\n`);
  restart.age("a.2", 100);
  restart.age("a.1", 50);
  writeFileSync(restart.path("a"), `${BANNER}new 3\nnew 4\n`);
  await restart.expect(HEADED, "new 1", "new 2", HEADED, "new 3", "new 4");
});

test("a file in the place of one with its number is read from its start", async (context) => {
  const restart = new Restart(context);
  await restart.stopAfter(HEADED, "old 1", "old 2");
  copyFileSync(restart.path("a"), restart.path("a.1"));
  // The number stays the same, as if it had been given to a new file.
  writeFileSync(restart.path("a"), `${BANNER}new 1\nnew 2\nnew 3\n`);
  await restart.expect(HEADED, "new 1", "new 2", "new 3");
});

test("equal files are told apart by their numbers, and empty ones cost nothing", async (context) => {
  const restart = new Restart(context);
  await restart.stopAfter("same", "same");
  renameSync(restart.path("a"), restart.path("a.5"));
  writeFileSync(restart.path("a.4"), "");
  writeFileSync(restart.path("a.3"), "same\nsame\n");
  writeFileSync(restart.path("a.2"), "");
  writeFileSync(restart.path("a.1"), "same\nsame\n");
  writeFileSync(restart.path("a"), "same\nsame\n");
  await restart.expect("same", "same", "same", "same", "same", "same");
});

test("a copy that is compressed before a look is read on, and what came after it too", async (context) => {
  const follower = await followed(context, "1", "2");
  const compress = (name: string): void => assert.equal(spawnSync("gzip", [follower.path(name)]).status, 0);
  appendFileSync(follower.path("a"), "3\n");
  copyFileSync(follower.path("a"), follower.path("a.2"));
  compress("a.2");
  truncateSync(follower.path("a"));
  appendFileSync(follower.path("a"), "4\n");
  copyFileSync(follower.path("a"), follower.path("a.1"));
  compress("a.1");
  truncateSync(follower.path("a"));
  appendFileSync(follower.path("a"), "5\n");
  await follower.until("the last line", () => follower.readAll().includes("5"));
  assert.deepEqual(follower.texts, ["1", "2", "3", "4", "5"]);
});

test("files that are compressed before a look are read in order", async (context) => {
  const follower = await followed(context, "1", "2");
  appendFileSync(follower.path("a"), "3\n");
  renameSync(follower.path("a"), follower.path("a.2"));
  writeFileSync(follower.path("a"), "4\n");
  renameSync(follower.path("a"), follower.path("a.1"));
  for (const name of ["a.2", "a.1"]) assert.equal(spawnSync("gzip", [follower.path(name)]).status, 0);
  writeFileSync(follower.path("a"), "5\n");
  await follower.until("the last line", () => follower.readAll().includes("5"));
  assert.deepEqual(follower.texts, ["1", "2", "3", "4", "5"]);
});

test("of two files that begin like what was read the older one is its continuation", async (context) => {
  const follower = await followed(context, "line 1");
  appendFileSync(follower.path("a"), "line ");
  follower.readAll();
  appendFileSync(follower.path("a"), "2\n");
  copyFileSync(follower.path("a"), follower.path("a.2"));
  truncateSync(follower.path("a"));
  appendFileSync(follower.path("a"), "line 1\nline 3\n");
  copyFileSync(follower.path("a"), follower.path("a.1"));
  truncateSync(follower.path("a"));
  await follower.until("the last line", () => follower.readAll().includes("line 3"));
  assert.deepEqual(follower.texts, ["line 1", "line 2", "line 1", "line 3"]);
});

test("an old copy that begins with what was read is not read when the file is emptied", async (context) => {
  const follower = new Follower(context, ["a"]);
  writeFileSync(follower.path("a.1"), `${BANNER}old\n`);
  writeFileSync(follower.path("a"), "");
  follower.open([], 0);
  appendFileSync(follower.path("a"), BANNER);
  await follower.until("the banner", () => follower.readAll().length === 1);
  const second = killedNow(context, follower);
  truncateSync(second.path("a"));
  await second.until("the truncation", () => {
    second.readAll();
    return second.log.some((line) => line.includes("has been truncated"));
  });
  appendFileSync(second.path("a"), "new\n");
  await second.until("the new line", () => second.readAll().includes("new"));
  assert.deepEqual(second.texts, ["new"]);
});

for (const isKilled of [false, true])
  test(`what begins as before the truncation is another file (killed: ${isKilled})`, async (context) => {
    const follower = await followed(context);
    appendFileSync(follower.path("a"), "line 1\nline ");
    await follower.until("the line", () => follower.readAll().length === 1);
    const second = isKilled ? killedNow(context, follower) : follower;
    appendFileSync(follower.path("a"), "2\n");
    copyFileSync(follower.path("a"), follower.path("a.1"));
    truncateSync(follower.path("a"));
    appendFileSync(follower.path("a"), "line 1\nline 3\n");
    await second.until("the last line", () => second.readAll().includes("line 3"));
    assert.deepEqual(second.texts.slice(isKilled ? 0 : 1), ["line 2", "line 1", "line 3"]);
  });

test("a file that begins like what came after it is read, though that is not finished", async (context) => {
  const follower = await followed(context);
  appendFileSync(follower.path("a"), "line 1\n");
  copyFileSync(follower.path("a"), follower.path("a.1"));
  truncateSync(follower.path("a"));
  appendFileSync(follower.path("a"), "line ");
  await follower.until("the first line", () => follower.readAll().length === 1);
  appendFileSync(follower.path("a"), "2\n");
  await follower.until("the last line", () => follower.readAll().includes("line 2"));
  assert.deepEqual(follower.texts, ["line 1", "line 2"]);
});

test("what was renamed and compressed before it was read comes before its successor", async (context) => {
  const follower = await followed(context);
  appendFileSync(follower.path("a"), "1\n");
  renameSync(follower.path("a"), follower.path("a.2"));
  assert.equal(spawnSync("gzip", [follower.path("a.2")]).status, 0);
  writeFileSync(follower.path("a.1"), "2\n");
  writeFileSync(follower.path("a"), "3\n");
  await follower.until("the last line", () => follower.readAll().includes("3"));
  assert.deepEqual(follower.texts, ["1", "2", "3"]);
});

test("the first words of a line belong to no file that has a place already", async (context) => {
  const follower = await followed(context, "line 1", "line 2");
  copyFileSync(follower.path("a"), follower.path("a.1"));
  // However long it takes until somebody looks, the copy was made just before.
  const soon = Date.now() / 1000 + 10;
  utimesSync(follower.path("a.1"), soon, soon);
  truncateSync(follower.path("a"));
  appendFileSync(follower.path("a"), "line ");
  await follower.until("the truncation", () => {
    follower.readAll();
    return follower.inputs.positions().some(({ fingerprint }) => fingerprint.startsWith("5:"));
  });
  const [positions, ms] = [follower.inputs.positions(), Date.now()];
  follower.inputs.close();
  appendFileSync(follower.path("a"), "3\n");
  renameSync(follower.path("a.1"), follower.path("a.2"));
  copyFileSync(follower.path("a"), follower.path("a.1"));
  truncateSync(follower.path("a"));
  const second = new Follower(context, ["a"], {}, follower.folder);
  second.open(positions, ms);
  assert.deepEqual(second.readAll(), ["line 3"]);
});

test("what a settled file got before it was compressed is read, and nothing else of it", async (context) => {
  const restart = new Restart(context);
  const old = Array.from({ length: 200 }, (_, at) => `settled ${at}\n`).join("");
  writeFileSync(restart.path("a.1"), old);
  await restart.stopAfter("1");
  appendFileSync(restart.path("a.1"), "late\n");
  renameSync(restart.path("a.1"), restart.path("a.2"));
  assert.equal(spawnSync("gzip", [restart.path("a.2")]).status, 0);
  renameSync(restart.path("a"), restart.path("a.1"));
  writeFileSync(restart.path("a"), "2\n");
  await restart.expect("late", "2");
});

test("a settled file is known under another device, as after a reboot", async (context) => {
  const restart = new Restart(context);
  writeFileSync(restart.path("a.1"), "settled\n");
  await restart.stopAfter("1");
  restart.positions = restart.positions.map((one) => ({
    ...one,
    fingerprint: one.fingerprint.replace(/^(settled:)\d+ /, "$19 "),
  }));
  renameSync(restart.path("a.1"), restart.path("a.2"));
  renameSync(restart.path("a"), restart.path("a.1"));
  writeFileSync(restart.path("a"), "2\n");
  await restart.expect("2");
});
