/* What is read while no file has the name of an input. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { appendFileSync, renameSync, writeFileSync } from "node:fs";
import { type TestContext, test } from "node:test";
import { gzipSync } from "node:zlib";
import { Follower } from "./follower.ts";

/** A follower that has read `1` from `a`, and does what it does in a second when it is told to. */
function following(context: TestContext): { follower: Follower; second: () => readonly string[] } {
  const follower = new Follower(context, ["a"]);
  writeFileSync(follower.path("a"), "");
  follower.open([], 0);
  appendFileSync(follower.path("a"), "1\n");
  const second = () => {
    follower.skippedSeconds += 1;
    for (const input of follower.inputs.all) {
      input.everySecond(Date.now() / 1000 + follower.skippedSeconds);
      if (input.look()) follower.inputs["activate"](input);
    }
    return follower.readAll();
  };
  assert.deepEqual(second(), ["1"]);
  return { follower, second };
}

test("equal short logs that come after each other are all read", (context) => {
  const { follower, second } = following(context);
  for (let count = 0; count < 3; count += 1) {
    renameSync(follower.path("a"), follower.path("a.1"));
    second();
    writeFileSync(follower.path("a"), "backup ok\n");
  }
  assert.deepEqual(second(), ["1", "backup ok", "backup ok", "backup ok"]);
});

test("a file that gets its name back is read on, whatever came in between", (context) => {
  const { follower, second } = following(context);
  renameSync(follower.path("a"), follower.path("a.off"));
  writeFileSync(follower.path("a-20261201"), "other\n");
  assert.deepEqual(second(), ["1", "other"]);
  renameSync(follower.path("a.off"), follower.path("a"));
  appendFileSync(follower.path("a"), "2\n");
  assert.deepEqual(second(), ["1", "other", "2"]);
});

test("a writer that has not been told is read on however long it was quiet", (context) => {
  const { follower, second } = following(context);
  renameSync(follower.path("a"), follower.path("a.1"));
  writeFileSync(follower.path("a-20261201"), "other\n");
  second();
  for (let count = 0; count < 70; count += 1) second();
  appendFileSync(follower.path("a.1"), "late\n");
  assert.deepEqual(second(), ["1", "other", "late"]);
});

test("a compressed file that is damaged is reported once", (context) => {
  const { follower, second } = following(context);
  renameSync(follower.path("a"), follower.path("a.1"));
  writeFileSync(follower.path("a.2.gz"), "no gzip");
  for (let count = 0; count < 5; count += 1) {
    appendFileSync(follower.path("a.1"), `${count}\n`);
    writeFileSync(follower.path(`other${count}`), "");
    second();
  }
  assert.equal(follower.log.filter((line) => line.includes("lines are lost")).length, 1);
});

test("a folder that cannot be listed for a moment makes no old file a new one", (context) => {
  const follower = new Follower(context, ["a"]);
  for (let day = 0; day < 150; day += 1)
    writeFileSync(follower.path(`a-${20_250_000 + day}`), `old ${day}\n`);
  writeFileSync(follower.path("a"), "");
  follower.open([], 0);
  const turn = () => {
    for (const input of follower.inputs.all) if (input.look()) follower.inputs["activate"](input);
    return follower.readAll();
  };
  renameSync(follower.folder, `${follower.folder}-away`);
  turn();
  renameSync(`${follower.folder}-away`, follower.folder);
  appendFileSync(follower.path("a"), "1\n");
  renameSync(follower.path("a"), follower.path("a-20260101"));
  writeFileSync(follower.path("a"), "2\n");
  turn();
  assert.deepEqual(turn(), ["1", "2"]);
});

test("of equal files that were compressed those that were read are known, and no others", (context) => {
  const { follower, second } = following(context);
  renameSync(follower.path("a"), follower.path("a.1"));
  writeFileSync(follower.path("a"), "1\n");
  second();
  follower.skippedSeconds += 61;
  assert.deepEqual(second(), ["1", "1"]);
  const positions = follower.inputs.positions();
  follower.inputs.close();
  const gzip = (from: string, to: string) => {
    assert.equal(spawnSync("gzip", [follower.path(from)]).status, 0);
    renameSync(follower.path(`${from}.gz`), follower.path(to));
  };
  gzip("a.1", "a.3.gz");
  gzip("a", "a.2.gz");
  writeFileSync(follower.path("a.1"), "1\n");
  gzip("a.1", "a.1.gz");
  writeFileSync(follower.path("a"), "2\n");
  const next = new Follower(context, ["a"], {}, follower.folder);
  next.open(positions, Date.now());
  assert.deepEqual(next.readAll(), ["1", "2"]);
});

test("a compressed file that is not finished at the first look is read when it is", (context) => {
  const { follower, second } = following(context);
  renameSync(follower.path("a"), follower.path("a.1"));
  const whole = gzipSync("packed\n");
  writeFileSync(follower.path("a-20261201.gz"), whole.subarray(0, 10));
  assert.deepEqual(second(), ["1"]);
  writeFileSync(follower.path("a-20261201.gz"), whole);
  writeFileSync(follower.path("another"), "");
  second();
  assert.deepEqual(second(), ["1", "packed"]);
});

test("a long log that comes once more, and is equal, is read once more", (context) => {
  const { follower, second } = following(context);
  const lines = Array.from({ length: 500 }, (_, at) => String(1000 + at));
  const text = lines.map((line) => `${line}\n`).join("");
  appendFileSync(follower.path("a"), text);
  assert.equal(second().length, 501);
  renameSync(follower.path("a"), follower.path("a.1"));
  second();
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 30);
  writeFileSync(follower.path("a"), `1\n${text}`);
  renameSync(follower.path("a"), follower.path("a.1"));
  assert.equal(second().length, 1002);
});
