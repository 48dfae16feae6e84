import assert from "node:assert/strict";
import { test } from "node:test";
import { ProgressLine, progressText } from "../../../src/cli/progress.ts";

/** Enough lines for one look at the clock. */
const LINES = 4096;

/** What is shown after a number of looks, 200 milliseconds apart. */
function shown(isTTY: boolean, looks: number, clear: boolean): string {
  let text = "";
  let now = 1000;
  const stream = { isTTY, write: (part: string) => (text += part) };
  const line = new ProgressLine(stream, 8_000_000, () => now);
  for (let look = 1; look <= looks; look += 1) {
    now += 200;
    const progress = { lines: look * LINES, bytes: look * 1_000_000 };
    for (let step = 0; step < LINES; step += 1) line.step(progress);
  }
  if (clear) line.clear();
  return text;
}

test("a progress line tells lines, speed, part and time left", () => {
  const progress = { lines: 1_234_567, bytes: 45_000_000 };
  assert.equal(progressText(progress, 100_000_000, 3), "1,234,567 lines, 15.0 MB/s, 45 % done, 4 s left");
  assert.equal(progressText(progress, 0, 3), "1,234,567 lines, 15.0 MB/s");
  assert.equal(progressText({ lines: 0, bytes: 0 }, 10, 0), "0 lines, 0.0 MB/s, 0 % done, 10 s left");
});

test("on a terminal it is written a few times a second, over itself, and is removed", () => {
  assert.equal(shown(true, 1, false), "");
  assert.equal(shown(true, 2, false), "\r8,192 lines, 5.0 MB/s, 25 % done, 2 s left\x1b[K");
  assert.equal(
    shown(true, 4, true),
    "\r8,192 lines, 5.0 MB/s, 25 % done, 2 s left\x1b[K" +
      "\r16,384 lines, 5.0 MB/s, 50 % done, 1 s left\x1b[K\r\x1b[K",
  );
});

test("where there is no terminal nothing is written", () => {
  assert.equal(shown(false, 10, true), "");
});
