/*
 * Spools of which bits have been flipped, or files cut off, removed or grown. SEC_TS_FLIPS=N for more than
 * the usual ones, SEC_TS_SEED=N for other ones.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  closeSync,
  constants,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Spool, type SpoolBefore } from "../../../src/inputs/spool.ts";
import { createRandom, type Random } from "../../conformance/fuzz/random.ts";

const FLIPS = Number(process.env["SEC_TS_FLIPS"] ?? 150);
const FIRST_SEED = Number(process.env["SEC_TS_SEED"] ?? 1);
const SEGMENT_BYTES = 5000;

type Files = ReadonlyMap<string, Buffer>;

function spoolIn(folder: string, before: SpoolBefore | undefined, log: (message: string) => void): Spool {
  const settings = { folder, mostBytes: 1e9, isNewBoot: false, segmentBytes: SEGMENT_BYTES };
  return new Spool("pipe", { ...settings, log: (_, message) => log(message) }, before);
}

function filesIn(folder: string): Files {
  return new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));
}

/** What a program leaves that is killed when some of what it has taken is committed. */
function left(folder: string): {
  readonly files: Files;
  readonly before: SpoolBefore;
  readonly rest: Buffer;
} {
  execFileSync("mkfifo", [join(folder, "pipe")]);
  const pipe = openSync(join(folder, "pipe"), constants.O_RDWR | constants.O_NONBLOCK);
  const path = join(folder, "live");
  const spool = spoolIn(path, undefined, () => {});
  spool.begin("a stream");
  let bytes = "";
  for (let line = 1; line <= 400; line += 1) {
    const text = `line ${line} ${"x".repeat(line % 60)}\n`;
    writeSync(pipe, text);
    spool.fill(pipe);
    bytes += text;
  }
  const before = { committed: 7000, end: spool.end };
  spool.committed(before.committed);
  const files = filesIn(path);
  spool.close();
  closeSync(pipe);
  return { files, before, rest: Buffer.from(bytes.slice(before.committed), "latin1") };
}

/** Returns what is left of a file, nothing if it is gone, and how many bits of it are other ones now. */
function damage(
  bytes: Buffer,
  random: Random,
): { readonly damaged: Buffer | undefined; readonly bits: number } {
  if (random.chance(0.15)) return { damaged: bytes.subarray(0, random.below(bytes.length)), bits: 0 };
  if (random.chance(0.1)) return { damaged: undefined, bits: 0 };
  if (random.chance(0.1)) return { damaged: Buffer.concat([bytes, Buffer.from("more\n")]), bits: 5 };
  const damaged = Buffer.from(bytes);
  const bits = 1 + random.below(3);
  for (let flips = bits; flips > 0; flips -= 1) {
    const at = random.below(damaged.length);
    damaged[at] = damaged[at]! ^ (1 << random.below(8));
  }
  return { damaged, bits };
}

/** All that a spool gives from its position on, past what it has lost. */
function readAll(spool: Spool): Buffer {
  const parts: Buffer[] = [];
  for (let place = spool.position; place < spool.end; ) {
    const part = Buffer.alloc(3000);
    const bytes = spool.read(part, 0, part.length, place);
    parts.push(part.subarray(0, bytes));
    place = bytes > 0 ? place + bytes : spool.lose(place);
    assert.ok(place <= spool.end, "beyond the end");
  }
  return Buffer.concat(parts);
}

test("damage to a spool ends nothing, moves no position, and what is lost is told in bytes", (context) => {
  const folder = mkdtempSync(join(tmpdir(), "spool-flips-"));
  context.after(() => rmSync(folder, { recursive: true }));
  const { files, before, rest } = left(folder);
  assert.ok(files.size >= 4, [...files.keys()].join(" "));
  let told = 0;
  for (let seed = FIRST_SEED; seed < FIRST_SEED + FLIPS; seed += 1) {
    const random = createRandom(seed);
    const path = join(folder, "damaged");
    rmSync(path, { recursive: true, force: true });
    mkdirSync(path);
    const chosen = random.pick([...files.keys()]);
    const { damaged, bits } = damage(files.get(chosen)!, random);
    for (const [name, bytes] of files)
      if (name !== chosen) writeFileSync(join(path, name), bytes);
      else if (damaged) writeFileSync(join(path, name), damaged);
    let lost = 0;
    const spool = spoolIn(path, before, (message) => {
      lost += Number(/(\d+) bytes of it are lost/.exec(message)?.[1] ?? 0);
    });
    try {
      spool.begin("a stream");
      assert.equal(spool.position, before.committed);
      const read = readAll(spool);
      assert.ok(read.length + lost >= rest.length, `${rest.length - read.length} missing, ${lost} told`);
      if (read.length === rest.length && damaged?.length === files.get(chosen)!.length) {
        const others = read.filter((byte, at) => byte !== rest[at]).length;
        assert.ok(others <= bits, `${others} bytes are other ones`);
      }
      told += lost;
    } catch (error) {
      throw new Error(`seed ${seed}, ${chosen}: ${(error as Error).message}`, { cause: error });
    } finally {
      spool.close();
    }
  }
  assert.ok(told > 0);
});
