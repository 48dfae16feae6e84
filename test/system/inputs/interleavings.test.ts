/*
 * Rotates a file in small steps, between which its reader reads on, saves its positions, or is killed. All is
 * in one process, so a seed gives the same run again, and many steps fall into one tick of the file system's
 * clock. `INTERLEAVINGS=10..999` tries other seeds, `INTERLEAVING_WAYS=copytruncate` these ways alone.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  closeSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { test } from "node:test";
import type { FilePosition } from "../../../src/inputs/resume.ts";
import { Follower } from "./follower.ts";

const [first = 1, last = 60] = (process.env["INTERLEAVINGS"] ?? "1..8").split("..").map(Number);
const STEPS = 120;
const TRACE = process.env["INTERLEAVING_TRACE"] !== undefined;

/** The minimal standard generator of Park and Miller. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

/** A log that is written to and rotated, each in steps. */
class Log {
  readonly written: string[] = [];
  private readonly path: string;
  private readonly random: (below: number) => number;
  private readonly banner: string;
  private descriptor: number;
  private rest = "";
  /** Lines of the file besides its banner: of files with nothing else nobody could tell which is which. */
  private lines = 0;

  constructor(path: string, random: (below: number) => number) {
    this.path = path;
    this.random = random;
    this.banner = random(3) === 0 ? "This is the log of a program" : "";
    writeFileSync(path, "");
    this.descriptor = openSync(path, "a");
  }

  /** Some lines, the last of which may not be finished. */
  write(): void {
    let text = this.rest;
    for (let count = this.random(4); count > 0; count -= 1)
      text += this.line(`line ${this.written.length + 1}`);
    const cut = this.random(3) === 0 ? this.random(text.length + 1) : text.length;
    this.rest = text.slice(cut);
    if (cut > 0) writeSync(this.descriptor, text.slice(0, cut));
  }

  finish(): void {
    writeSync(this.descriptor, `${this.rest}${this.line("this is the end")}`);
  }

  /** The file is rotated, and nothing more is written. */
  end(way: "nocreate" | "copytruncate"): void {
    Array.from(this.shift(""));
    if (way === "nocreate") renameSync(this.path, `${this.path}.1`);
    else copyFileSync(this.path, `${this.path}.1`);
    if (way === "copytruncate") truncateSync(this.path);
  }

  *copytruncate(ending = ""): Generator<string> {
    yield* this.shift(ending);
    this.finishLine();
    copyFileSync(this.path, `${this.path}.1`);
    if (this.random(2) === 0) yield "copied";
    truncateSync(this.path);
    this.begin();
    if (ending === "") return;
    if (this.random(2) === 0) yield "truncated";
    this.gzip();
  }

  *copycompress(): Generator<string> {
    yield* this.copytruncate(".gz");
  }

  *rename(): Generator<string> {
    yield* this.shift("");
    renameSync(this.path, `${this.path}.1`);
    yield* this.change();
  }

  *compress(): Generator<string> {
    yield* this.shift(".gz");
    renameSync(this.path, `${this.path}.1`);
    yield* this.change();
    this.gzip();
  }

  /** What was rotated last is compressed when it is rotated once more. */
  *delaycompress(): Generator<string> {
    yield* this.shift(".gz", 2);
    if (existsSync(`${this.path}.1`)) {
      renameSync(`${this.path}.1`, `${this.path}.2`);
      if (this.random(2) === 0) yield "shifted";
      this.gzip(2);
    }
    renameSync(this.path, `${this.path}.1`);
    yield* this.change();
  }

  *dated(): Generator<string> {
    renameSync(this.path, this.nextDated());
    yield* this.change();
  }

  /** There is no file of the name until something is written. */
  *nocreate(): Generator<string> {
    yield* this.shift("");
    renameSync(this.path, `${this.path}.1`);
    if (this.random(2) === 0) {
      yield "renamed";
      if (this.random(2) === 0) this.write();
    }
    this.finishLine();
    while (this.random(2) === 0) yield "gone";
    closeSync(this.descriptor);
    this.descriptor = openSync(this.path, "a");
    this.begin();
  }

  /** A symbolic link has the name, and is made to point to a new file. */
  *link(): Generator<string> {
    const target = this.nextDated();
    if (!lstatSync(this.path).isSymbolicLink()) {
      renameSync(this.path, target);
      symlinkSync(basename(target), this.path);
      return;
    }
    const created = openSync(target, "a");
    if (this.random(2) === 0) {
      unlinkSync(this.path);
      yield "unlinked";
      symlinkSync(basename(target), this.path);
    } else {
      symlinkSync(basename(target), `${this.path}~`);
      renameSync(`${this.path}~`, this.path);
    }
    yield* this.change(created);
  }

  private nextDated(): string {
    let day = 20_260_101;
    while (existsSync(`${this.path}-${day}`)) day += 1;
    return `${this.path}-${day}`;
  }

  /** The writer has the new file later than it has the name. */
  private *change(open?: number): Generator<string> {
    if (this.random(2) === 0) {
      yield "renamed";
      if (this.random(2) === 0) this.write();
    }
    const created = open ?? openSync(this.path, "a");
    if (this.random(2) === 0) {
      yield "created";
      if (this.random(3) === 0) this.write();
    }
    this.finishLine();
    closeSync(this.descriptor);
    this.descriptor = created;
    this.begin();
  }

  /** Who goes on in another file does not leave half a line behind. */
  private finishLine(): void {
    if (this.rest !== "") writeSync(this.descriptor, this.rest);
    this.rest = "";
  }

  private *shift(ending: string, from = 1): Generator<string> {
    let oldest = from - 1;
    while (existsSync(`${this.path}.${oldest + 1}${ending}`)) oldest += 1;
    for (let at = oldest; at >= from; at -= 1) {
      renameSync(`${this.path}.${at}${ending}`, `${this.path}.${at + 1}${ending}`);
      if (this.random(8) === 0) yield "shifted";
    }
  }

  /** Whether there is half a line, which nobody waits for in a file that has lost its name. */
  get isUnfinished(): boolean {
    return this.rest !== "";
  }

  get isBegun(): boolean {
    return this.lines > 0;
  }

  private begin(): void {
    this.lines = 0;
    if (this.banner !== "") writeSync(this.descriptor, this.line(this.banner));
  }

  private line(text: string): string {
    this.written.push(text);
    if (text !== this.banner) this.lines += 1;
    return `${text}\n`;
  }

  private gzip(generation = 1): void {
    assert.equal(spawnSync("gzip", [`${this.path}.${generation}`]).status, 0);
  }
}

/** Who reads it, and forgets what was not saved when it is killed. */
class Reader {
  readonly log: string[] = [];
  private readonly folder: string;
  private follower: Follower;
  private saved: { positions: readonly FilePosition[]; ms: number; lines: readonly string[] };

  constructor(folder: string) {
    this.folder = folder;
    this.follower = this.begin();
    this.follower.open([], 0);
    this.saved = { positions: this.follower.inputs.positions(), ms: Date.now(), lines: [] };
  }

  get texts(): readonly string[] {
    return [...this.saved.lines, ...this.follower.texts];
  }

  read(rounds: number): void {
    const { inputs } = this.follower;
    for (const input of inputs.all) if (input.look()) inputs["activate"](input);
    for (let left = rounds; left > 0 && this.follower.round(); left -= 1);
  }

  save(): void {
    const ms = Date.now();
    this.saved = { positions: this.follower.inputs.positions(), ms, lines: this.texts };
    this.follower.lines.length = 0;
  }

  kill(): void {
    this.end();
    this.follower = this.begin();
    this.follower.open(this.saved.positions, this.saved.ms);
  }

  /** So much later files that were quiet are closed, and those that could not be read are tried again. */
  wait(seconds: number): void {
    this.follower.skippedSeconds += seconds;
    for (const input of this.follower.inputs.all)
      input.everySecond(Date.now() / 1000 + this.follower.skippedSeconds);
  }

  end(): void {
    this.log.push(...this.follower.log);
    this.follower.inputs.close();
  }

  private begin(): Follower {
    return new Follower({ after() {} }, ["a"], {}, this.folder);
  }
}

type Way =
  | "rename"
  | "copytruncate"
  | "copycompress"
  | "compress"
  | "delaycompress"
  | "dated"
  | "nocreate"
  | "link";

function run(way: Way, seed: number, folder: string): void {
  const random = generator(seed);
  const log = new Log(join(folder, "a"), random);
  const reader = new Reader(folder);
  const trace: string[] = [];
  const note = (text: string) => {
    if (!TRACE) return;
    const files = readdirSync(folder)
      .map((name) => `${name}=${JSON.stringify(readFileSync(join(folder, name), "latin1"))}`)
      .join(" ");
    trace.push(`${text}  ${files} read ${reader.texts.length}: ${reader.texts.at(-1)}`);
  };
  let rotating: Generator<string> | undefined;
  for (let at = 0; at < STEPS; at += 1) {
    const what = random(12);
    if (what < 3 && !rotating) log.write();
    else if (what < 6) {
      if (!rotating && !log.isBegun) continue;
      rotating ??= log[way]();
      const { done } = rotating.next();
      if (done) rotating = undefined;
    } else if (what < 9) reader.read(random(3) === 0 ? 1000 : random(4));
    else if (what === 9) reader.save();
    else if (what === 10) reader.kill();
    else if (random(3) === 0 && !(rotating && log.isUnfinished)) reader.wait(61);
    note(`${at} ${what}`);
  }
  for (const step of rotating ?? []) {
    note(step);
    reader.read(1);
  }
  log.finish();
  if ((way === "nocreate" || way === "copytruncate") && random(2) === 0) log.end(way);
  for (let left = 20; left > 0 && reader.texts.length < log.written.length; left -= 1) {
    reader.read(1000);
    reader.wait(5);
  }
  reader.read(1000);
  reader.end();
  assert.deepEqual(reader.texts, log.written, `${trace.join("\n")}\nlog:\n${reader.log.join("\n")}`);
  const lost = reader.log.filter((line) => line.includes("lost"));
  assert.deepEqual(lost, []);
}

const WAYS = (process.env["INTERLEAVING_WAYS"] ?? "rename,copytruncate,dated,nocreate,link").split(
  ",",
) as Way[];
for (const way of WAYS)
  test(`no line is lost or doubled by any interleaving of ${way}, reads and kills`, () => {
    const failed: string[] = [];
    let message = "";
    for (let seed = first; seed <= last; seed += 1) {
      const folder = mkdtempSync(join(tmpdir(), "interleaving-"));
      try {
        run(way, seed, folder);
      } catch (error) {
        failed.push(String(seed));
        message ||= (error as Error).message;
      } finally {
        rmSync(folder, { recursive: true });
      }
    }
    assert.deepEqual(failed, [], `seeds ${failed.join(" ")}\n${message}`);
  });
