import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Inputs } from "../../src/inputs/inputs.ts";
import { DEFAULT_INPUT_SETTINGS } from "../../src/inputs/settings.ts";

/*
 * How fast a plain file is read to lines, against reading blocks of 64 KiB and splitting them, in the same
 * run: node test/bench/reading.ts [MEGABYTES]. Our lines come with their source and offset.
 */
const MEGABYTES = Number(process.argv[2] ?? 200);
const ROUNDS = 5;
const BLOCK_BYTES = 65_536;

const folder = mkdtempSync(join(tmpdir(), "reading-"));
const file = join(folder, "log");

function writeLines(): number {
  const descriptor = openSync(file, "w");
  const line = "Mar  2 09:15:04 host sshd[4711]: Failed password for root from 192.0.2.7 port 4711 ssh2";
  const block = Array.from({ length: 10_000 }, (_, at) => `${line} ${at}\n`).join("");
  let lines = 0;
  for (let bytes = 0; bytes < MEGABYTES * 1e6; bytes += block.length) {
    writeSync(descriptor, block);
    lines += 10_000;
  }
  closeSync(descriptor);
  return lines;
}

/** What anybody would write first. */
function splitBlocks(): number {
  const descriptor = openSync(file, "r");
  const block = Buffer.alloc(BLOCK_BYTES);
  let lines = 0;
  let rest = "";
  for (let count = readSync(descriptor, block); count > 0; count = readSync(descriptor, block)) {
    const parts = (rest + block.toString("latin1", 0, count)).split("\n");
    rest = parts.pop()!;
    for (const part of parts) if (part.length > 0) lines += 1;
  }
  closeSync(descriptor);
  return lines;
}

function readInput(): number {
  const inputs = new Inputs({
    ...DEFAULT_INPUT_SETTINGS,
    patterns: [{ pattern: file, context: undefined }],
    fromStart: true,
    noTail: true,
    log: () => {},
    now: () => Date.now() / 1000,
    execute: () => {},
  });
  inputs.open();
  let lines = 0;
  while (
    inputs.takeRound((line) => {
      if (line.text.length > 0) lines += 1;
    })
  );
  inputs.close();
  return lines;
}

function megabytesPerSecond(read: () => number, expected: number): number {
  const start = process.cpuUsage();
  const lines = read();
  if (lines !== expected) throw new Error(`${lines} lines instead of ${expected}`);
  const { user, system } = process.cpuUsage(start);
  return (MEGABYTES * 1e6) / (user + system);
}

try {
  const lines = writeLines();
  const best = { blocks: 0, input: 0 };
  for (let round = 0; round < ROUNDS; round += 1) {
    best.blocks = Math.max(best.blocks, megabytesPerSecond(splitBlocks, lines));
    best.input = Math.max(best.input, megabytesPerSecond(readInput, lines));
  }
  console.log(
    `plain file: ${best.input.toFixed(0)} MB per second of CPU time, splitting blocks ` +
      `${best.blocks.toFixed(0)}, ratio ${(best.input / best.blocks).toFixed(2)} (wanted: 0.60)`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
