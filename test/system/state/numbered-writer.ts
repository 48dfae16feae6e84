/*
 * Writes numbered lines, whether or not anybody reads: numbered-writer.ts WAY FILE WORD LINES SEED. The way
 * is a style of rotation, or `fifo`.
 */
import { closeSync, openSync, writeFileSync, writeSync } from "node:fs";
import { ROTATION_STYLES, type RotatedLog, type RotationStyle } from "./rotation-styles.ts";

const [way = "rename", file = "a", word = "line", lines = "1000", seed = "1"] = process.argv.slice(2);
const LINES_AT_ONCE = 20;
const LONGEST_PAUSE_MS = 60;
/** One of so many turns ends with a rotation: several in one life of the reader, or one in several lives. */
const TURNS_BETWEEN_ROTATIONS = [10, 40, 150];
/** With SEC_TS_DOUBLES=N one of so many rotations is followed by another one within the same millisecond. */
const ROTATIONS_BETWEEN_DOUBLES = Number(process.env["SEC_TS_DOUBLES"] ?? 0);

let state = Number(seed);
let written = 0;
// With another reader a FIFO can be opened at once, and keeps what it has while nobody else reads.
let descriptor: number | undefined = openSync(file, way === "fifo" ? "r+" : "a");

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
  descriptor ??= openSync(file, "a");
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
}

const log: RotatedLog = {
  path: file,
  random,
  writeSome,
  get descriptor() {
    descriptor ??= openSync(file, "a");
    return descriptor;
  },
  leave() {
    if (descriptor !== undefined) closeSync(descriptor);
    descriptor = undefined;
  },
  reopen() {
    this.leave();
    descriptor = openSync(file, "a");
  },
};

function rotate(style: RotationStyle): void {
  for (;;) {
    ROTATION_STYLES[style](log);
    if (ROTATIONS_BETWEEN_DOUBLES === 0 || random(ROTATIONS_BETWEEN_DOUBLES) > 0) return;
    writeSome();
  }
}

const turns = TURNS_BETWEEN_ROTATIONS[random(TURNS_BETWEEN_ROTATIONS.length)]!;
while (written < Number(lines)) {
  writeSome();
  pause(random(LONGEST_PAUSE_MS));
  if (way !== "fifo" && random(turns) === 0) rotate(way as RotationStyle);
}
writeFileSync(`${file}.done`, "");
// Whoever reads the FIFO gets what is in it as long as somebody has it open.
if (way === "fifo") pause(600_000);
