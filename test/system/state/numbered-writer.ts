/*
 * Writes numbered lines, whether or not anybody reads: numbered-writer.ts WAY FILE WORD LINES SEED. The way
 * is how the file is rotated, `rename` or `copytruncate`, each with generations `.1`, `.2` and so on, or
 * `fifo`.
 */
import {
  closeSync,
  copyFileSync,
  existsSync,
  ftruncateSync,
  openSync,
  renameSync,
  writeFileSync,
  writeSync,
} from "node:fs";

const [way = "rename", file = "a", word = "line", lines = "1000", seed = "1"] = process.argv.slice(2);
const LINES_AT_ONCE = 20;
const LONGEST_PAUSE_MS = 60;
/** One of so many turns ends with a rotation. */
const TURNS_BETWEEN_ROTATIONS = 10;

let state = Number(seed);
let written = 0;
// With another reader a FIFO can be opened at once, and keeps what it has while nobody else reads.
let descriptor = openSync(file, way === "fifo" ? "r+" : "a");

/** The minimal standard generator of Park and Miller. */
function random(below: number): number {
  state = (state * 48_271) % 2_147_483_647;
  return state % below;
}

function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

/** Some lines, cut anywhere into writes. */
function writeSome(): void {
  let text = "";
  for (let count = 1 + random(LINES_AT_ONCE); count > 0 && written < Number(lines); count -= 1) {
    written += 1;
    text += `${word} ${written}\n`;
  }
  const cut = random(text.length + 1);
  writeAll(text.slice(0, cut));
  if (random(4) === 0) pause(random(4));
  writeAll(text.slice(cut));
}

function writeAll(text: string): void {
  const bytes = Buffer.from(text, "latin1");
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
}

/** None is removed: whoever is killed all the time may be far behind. */
function shiftGenerations(): void {
  let oldest = 0;
  while (existsSync(`${file}.${oldest + 1}`)) oldest += 1;
  for (let at = oldest; at >= 1; at -= 1) renameSync(`${file}.${at}`, `${file}.${at + 1}`);
}

function rotate(): void {
  shiftGenerations();
  if (way === "copytruncate") {
    copyFileSync(file, `${file}.1`);
    ftruncateSync(descriptor);
    return;
  }
  renameSync(file, `${file}.1`);
  // As a daemon does that has not been told yet.
  if (random(2) === 0) writeSome();
  closeSync(descriptor);
  descriptor = openSync(file, "a");
}

while (written < Number(lines)) {
  writeSome();
  pause(random(LONGEST_PAUSE_MS));
  if (way !== "fifo" && random(TURNS_BETWEEN_ROTATIONS) === 0) rotate();
}
writeFileSync(`${file}.done`, "");
// Whoever reads the FIFO gets what is in it as long as somebody has it open.
if (way === "fifo") pause(600_000);
