/*
 * Writes numbered lines to a file and rotates it at random moments: rotating-writer.ts FOLDER SEED LINES.
 * Reads from `acknowledged` how many lines have come, since two things are the writer's to wait for: a file
 * that is renamed before anybody has seen it is not known, and truncating loses what has not been read.
 */
import {
  appendFileSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  truncateSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";

const [folder = ".", seed = "1", lines = "1000"] = process.argv.slice(2);
const file = join(folder, "a");
let state = Number(seed);
let written = 0;
let firstOfFile = 1;
let generation = 0;
let descriptor = openSync(file, "a");

/** The minimal standard generator of Park and Miller. */
function random(below: number): number {
  state = (state * 48_271) % 2_147_483_647;
  return state % below;
}

function acknowledged(): number {
  const path = join(folder, "acknowledged");
  return existsSync(path) ? Number(readFileSync(path, "latin1")) : 0;
}

function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

function waitUntilRead(line: number): void {
  while (acknowledged() < line) pause(1);
}

/** Some lines, cut anywhere into writes. */
function writeSome(most: number): void {
  let text = "";
  for (let count = 1 + random(most); count > 0 && written < Number(lines); count -= 1) {
    written += 1;
    text += `${written} ${"x".repeat(random(60))}\n`;
  }
  const cut = random(text.length + 1);
  writeSync(descriptor, text.slice(0, cut));
  if (random(3) === 0) pause(random(4));
  writeSync(descriptor, text.slice(cut));
}

function openNew(): void {
  closeSync(descriptor);
  descriptor = openSync(file, "a");
  firstOfFile = written + 1;
}

const WAYS = [
  function byRename(): void {
    generation += 1;
    renameSync(file, `${file}.${generation}`);
    if (random(2) === 0) pause(random(5));
    writeSome(20);
    openNew();
  },
  function byRemoval(): void {
    unlinkSync(file);
    if (random(2) === 0) pause(random(5));
    writeSome(20);
    openNew();
  },
  function byCopyAndTruncate(): void {
    waitUntilRead(written);
    truncateSync(file);
    firstOfFile = written + 1;
  },
];

while (written < Number(lines)) {
  writeSome(50);
  if (random(3) === 0) pause(random(10));
  if (random(3) > 0 || written < firstOfFile) continue;
  waitUntilRead(firstOfFile);
  WAYS[random(WAYS.length)]!();
}
closeSync(descriptor);
appendFileSync(join(folder, "done"), "");
