/*
 * A spool on files, from which losses of power take what was not yet on the disk: the end of a file, or
 * blocks in the middle, which are zeros then. SEC_TS_SEEDS=N for more seeds than the usual ones.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  closeSync,
  constants,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { Spool, type SpoolBefore } from "../../src/inputs/spool.ts";
import { createRandom, type Random } from "../conformance/fuzz/random.ts";

const SEEDS = Number(process.env["SEC_TS_SEEDS"] ?? 12);
const SEGMENT_BYTES = 20_000;
const BLOCK_BYTES = 4096;
const STEPS = 25;

/** A spool, who writes to its pipe, and who takes lines from it and commits. */
class Simulation {
  lost = 0;
  losses = 0;
  private readonly folder: string;
  private readonly random: Random;
  private readonly pipe: number;
  private spool: Spool;
  private boots = 0;
  private written = 0;
  /** The last line was written up to here. */
  private unfinished = "";
  /** What was taken since the last commit. */
  private taken: string[] = [];
  private before: SpoolBefore = { committed: 0, end: 0 };
  /** All that came out of the pipe since the last loss of power, and from which place on. */
  private bytes = "";
  private bytesFrom = 0;
  /** Up to here each file is on the disk. */
  private readonly safeBytes = new Map<string, number>();

  constructor(folder: string, pipe: number, random: Random) {
    this.folder = folder;
    this.pipe = pipe;
    this.random = random;
    this.spool = this.open(undefined);
  }

  run(): void {
    for (let step = 0; step < STEPS; step += 1) {
      this.write();
      if (this.random.chance(0.7)) this.take();
      if (this.random.chance(0.4)) this.commit();
      if (this.random.chance(0.15)) this.losePower();
    }
    this.spool.close();
  }

  private open(before: SpoolBefore | undefined): Spool {
    const log = (_: number, message: string): void => {
      this.lost += Number(/(\d+) bytes of it are lost/.exec(message)?.[1] ?? 0);
    };
    const settings = {
      folder: this.folder,
      mostBytes: 1e9,
      isNewBoot: true,
      log,
      segmentBytes: SEGMENT_BYTES,
    };
    const spool = new Spool("pipe", settings, before);
    this.boots += 1;
    spool.begin(`boot ${this.boots}`);
    return spool;
  }

  private write(): void {
    let text = this.unfinished;
    for (let lines = this.random.below(150); lines > 0; lines -= 1) {
      this.written += 1;
      text += `${this.written} ${"x".repeat(this.random.below(200))}.\n`;
    }
    const cut = text.length - this.random.below(Math.min(text.length + 1, 50));
    this.unfinished = text.slice(cut);
    for (let at = 0; at < cut; ) {
      at += writeSync(this.pipe, text.slice(at, Math.min(cut, at + BLOCK_BYTES)));
      this.spool.fill(this.pipe);
    }
    this.bytes += text.slice(0, cut);
  }

  /** Takes whole lines from the spool. */
  private take(): void {
    const { spool } = this;
    const parts: Buffer[] = [];
    for (let place = spool.position; place < spool.end; ) {
      const part = Buffer.alloc(64 * 1024);
      const bytes = spool.read(part, 0, part.length, place);
      assert.ok(bytes > 0, `nothing at ${place} of ${spool.end}`);
      parts.push(part.subarray(0, bytes));
      place += bytes;
    }
    const all = Buffer.concat(parts).toString("latin1");
    const end = all.lastIndexOf("\n") + 1;
    if (end > 0) this.taken.push(...all.slice(0, end - 1).split("\n"));
    spool.position += end;
  }

  private commit(): void {
    const { spool } = this;
    this.before = { committed: spool.position, end: spool.end };
    spool.committed(spool.position);
    this.taken = [];
  }

  private losePower(): void {
    const { before } = this;
    this.losses += 1;
    this.spool.close();
    // What a program that ends in order takes away is there: closing has only removed what is committed.
    const files = readdirSync(this.folder).filter((name) => /-\d+$/.test(name));
    files.sort();
    for (const name of files) {
      const path = join(this.folder, name);
      // Those before the last are on the disk, but no disk is sure.
      if (name !== files.at(-1) && this.random.chance(0.9)) this.safeBytes.set(name, statSync(path).size);
      this.forget(path, this.safeBytes.get(name) ?? 0);
    }
    this.safeBytes.clear();
    const wanted = this.bytes.slice(before.committed - this.bytesFrom, before.end - this.bytesFrom);
    this.lost = 0;
    this.taken = [];
    this.unfinished = "";
    this.spool = this.open(before);
    this.take();
    this.check(wanted, this.taken);
    // Everything is on the disk now, also what was not mended.
    for (const name of readdirSync(this.folder))
      this.safeBytes.set(name, statSync(join(this.folder, name)).size);
    this.commit();
    this.bytes = "";
    this.bytesFrom = this.spool.end;
  }

  private forget(path: string, safe: number): void {
    const size = statSync(path).size;
    if (this.random.chance(0.5)) truncateSync(path, safe + this.random.below(size - safe + 1));
    const descriptor = openSync(path, "r+");
    const left = statSync(path).size;
    for (let at = Math.ceil(safe / BLOCK_BYTES) * BLOCK_BYTES; at < left; at += BLOCK_BYTES)
      if (this.random.chance(0.1))
        writeSync(descriptor, Buffer.alloc(Math.min(BLOCK_BYTES, left - at)), 0, undefined, at);
    closeSync(descriptor);
  }

  /** What is there was written, in this order, and once; what is not there was told of. */
  private check(wanted: string, lines: readonly string[]): void {
    let place = 0;
    for (const line of lines) {
      const at = this.bytes.indexOf(line, place === 0 ? 0 : place);
      assert.ok(at >= 0, `'${line}' was not written, or comes twice`);
      place = at + line.length;
    }
    const have = lines.reduce((sum, line) => sum + line.length, 0);
    const newlines = wanted.split("\n").length - 1;
    const missing = wanted.length - newlines - have;
    assert.ok(missing <= this.lost, `${missing} bytes are missing, ${this.lost} were told of`);
  }
}

function withPipe(context: TestContext, use: (folder: string, pipe: number) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "spool-"));
  context.after(() => rmSync(folder, { recursive: true }));
  execFileSync("mkfifo", [join(folder, "pipe")]);
  const pipe = openSync(join(folder, "pipe"), constants.O_RDWR | constants.O_NONBLOCK);
  try {
    use(folder, pipe);
  } finally {
    closeSync(pipe);
  }
}

test("what a loss of power takes from a spool is told of, and makes no line of two", (context) => {
  let losses = 0;
  for (let seed = 1; seed <= SEEDS; seed += 1)
    withPipe(context, (folder, pipe) => {
      const simulation = new Simulation(folder, pipe, createRandom(seed));
      try {
        simulation.run();
      } catch (error) {
        (error as Error).message = `seed ${seed}: ${(error as Error).message}`;
        throw error;
      }
      losses += simulation.losses;
    });
  assert.ok(losses > SEEDS / 2, `${losses} losses`);
});
