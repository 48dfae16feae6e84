import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ByteLine } from "../../src/inputs/byte-line.ts";
import { Inputs } from "../../src/inputs/inputs.ts";
import { DEFAULT_INPUT_SETTINGS } from "../../src/inputs/settings.ts";

/*
 * How fast a plain file is read to lines, against reading blocks of 64 KiB and splitting them, in the same
 * run: node test/bench/reading.ts [MEGABYTES [ROUNDS]]. Ours come with their source and offset, as bytes: so
 * the engine takes them, and asks for the text of those few that a rule may match. The second ratio is
 * that with a text of its own for each line, which does not keep its block alive, as slices do.
 */
const MEGABYTES = Number(process.argv[2] ?? 200);
const ROUNDS = Number(process.argv[3] ?? 5);
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

const asBytes = ({ start, end }: { readonly start: number; readonly end: number }): boolean => end > start;
const asText = ({ text }: { readonly text: string }): boolean => text.length > 0;

function readInput(isLine: (line: ByteLine) => boolean): number {
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
      if (line instanceof ByteLine && isLine(line)) lines += 1;
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
  const best = { blocks: 0, bytes: 0, text: 0 };
  for (let round = 0; round < ROUNDS; round += 1) {
    best.blocks = Math.max(best.blocks, megabytesPerSecond(splitBlocks, lines));
    best.bytes = Math.max(
      best.bytes,
      megabytesPerSecond(() => readInput(asBytes), lines),
    );
    best.text = Math.max(
      best.text,
      megabytesPerSecond(() => readInput(asText), lines),
    );
  }
  console.log(
    `plain file: ${best.bytes.toFixed(0)} MB per second of CPU time, splitting blocks ` +
      `${best.blocks.toFixed(0)}, ratio ${(best.bytes / best.blocks).toFixed(2)} (wanted: 0.60); ` +
      `with the text of each line ${(best.text / best.blocks).toFixed(2)}`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
