import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync } from "node:fs";
import { type TestContext, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { Follower } from "./follower.ts";

function withFifo(
  t: TestContext,
  settings: ConstructorParameters<typeof Follower>[2] = {},
  others: readonly string[] = [],
): Follower {
  const follower = new Follower(t, ["fifo", ...others], settings);
  execFileSync("mkfifo", [follower.path("fifo")]);
  return follower;
}

function shell(follower: Follower, commands: string): ChildProcess {
  return spawn("sh", ["-c", commands], { cwd: follower.folder, stdio: "ignore" });
}

const numbers = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, number) => String(number + 1));

for (const rwFifo of [true, false]) {
  const mode = rwFifo ? "for reading and writing" : "for reading only";
  test(`a FIFO opened ${mode} gives every line of a busy writer, in order`, async (t) => {
    const follower = withFifo(t, { rwFifo });
    follower.start();
    const ended = once(shell(follower, "seq 100000 > fifo"), "exit");
    await follower.count(100_000);
    await ended;
    assert.deepEqual(follower.texts, numbers(100_000));
  });
}

test("lines of many writers that come and go are whole and complete", async (t) => {
  const follower = withFifo(t, { rwFifo: false });
  follower.start();
  // A FIFO without a writer for a moment loses nothing: the next writer waits until it is opened again.
  const writers = shell(follower, "for i in $(seq 40); do seq $((i * 50 - 49)) $((i * 50)) > fifo; done");
  const ended = once(writers, "exit");
  await follower.count(2000);
  await ended;
  assert.deepEqual(follower.texts, numbers(2000));
});

test("a FIFO that nobody takes lines from is not read on", async (t) => {
  const follower = withFifo(t);
  follower.inputs.open();
  const writer = shell(follower, "seq 400000 > fifo");
  let ended = false;
  writer.on("exit", () => (ended = true));
  await pause(500);
  assert.equal(ended, false);
  follower.start();
  await follower.count(400_000);
  assert.deepEqual(follower.texts, numbers(400_000));
});

test("HUP loses nothing of a FIFO: neither what waits in it, nor what was read ahead", async (t) => {
  const follower = withFifo(t);
  follower.onLine = ({ text }) => {
    if (Number(text) % 1000 === 0) follower.inputs.reopen("HUP");
  };
  follower.start();
  shell(follower, "seq 20000 > fifo");
  await follower.count(20_000);
  assert.deepEqual(follower.texts, numbers(20_000));
});

test("lines of a FIFO come while a large file is being read", async (t) => {
  const follower = withFifo(t, { fromStart: true }, ["a"]);
  appendFileSync(follower.path("a"), "line of the file\n".repeat(100_000));
  const writer = shell(follower, "exec 7<>fifo; echo from the fifo >&7; sleep 5");
  t.after(() => writer.kill());
  await pause(100);
  follower.start();
  await follower.until("a line of the FIFO", () => follower.texts.includes("from the fifo"));
  const at = follower.texts.indexOf("from the fifo");
  assert.ok(at < 1000, `after ${at} lines`);
});

test("waiting for a FIFO and a file costs next to nothing", async (t) => {
  const follower = withFifo(t, {}, ["a"]);
  appendFileSync(follower.path("a"), "");
  follower.start();
  await pause(300);
  const before = process.cpuUsage();
  await pause(3000);
  const { user, system } = process.cpuUsage(before);
  const share = (user + system) / 3_000_000;
  // The aim is 0.3 %; the test leaves room for the test runner and for a busy machine.
  assert.ok(share < 0.02, `${(share * 100).toFixed(2)} % of a core`);
});
