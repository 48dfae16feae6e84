import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import {
  closeSync,
  cpSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { SavedState } from "../../../src/core/saved-state.ts";
import { load } from "../../../src/store/load.ts";
import { readState } from "../../../src/store/transfer.ts";
import { eventually } from "../../conformance/scripted/program.ts";
import { MAIN } from "../../main-program.ts";
import { beginLog, type RotationStyle } from "./rotation-styles.ts";

const SEED = Number(process.env["SEC_TS_SEED"] ?? Date.now() % 1_000_000);
/** A program that is killed before it has opened its inputs makes no progress; most live a little longer. */
const LONGEST_LIFE_MS = 1000;
const LONGEST_REST_MS = 200;
/** So long after the last kill everything has been read, if the machine is not too busy for that. */
const LAST_LINES_MS = 60_000;
const LAST_LINES_MS_A_KILL = 1000;
/** What comes in a life and a rest, or more, so that the last lives have something to read as well. */
const LINES_A_KILL = 500;
const WRITER = join(import.meta.dirname, "numbered-writer.ts");

/** How lines come: in files that are rotated, through a FIFO, or through standard input. */
export type Way = RotationStyle | "fifo" | "stdin";

const RULES = `type=Single
ptype=RegExp
pattern=^(\\w+) (\\d+)$
desc=$1
action=add SEEN_$1 $2; write effects $1 $2
continue=TakeNext

type=SingleWithThreshold
ptype=RegExp
pattern=^(\\w+) (\\d+)$
desc=count $1
action=none
window=864000
thresh=100000000
continue=TakeNext

type=Single
ptype=RegExp
pattern=^(\\w+) (\\d*[05]0)$
desc=command $1
action=shellcmd echo $1 $2 "$SEC_TS_EFFECT_ID" >> commands
continue=TakeNext

type=Pair
ptype=RegExp
pattern=^(\\w+) (\\d+)0$
desc=$1 tens $2
action=none
ptype2=RegExp
pattern2=^$1 $25$
desc2=$1 tens $2 over
action2=add PAIRS_%1 $2
window=86400
`.replace("PAIRS_%1", "PAIRS");

let state = SEED;
function random(below: number): number {
  state = (state * 48_271) % 2_147_483_647;
  return state % below;
}

/** The program, its inputs, and whoever writes to them. */
class Killed {
  readonly folder = mkdtempSync(join(tmpdir(), "killed-"));
  private readonly ways: readonly Way[];
  private readonly lines: number;
  private readonly writers: ChildProcess[] = [];
  private program: ChildProcess | undefined;
  /** With which status it has ended, though nobody told it to. */
  private ended: number | null | undefined;
  /** A pipe that outlives the program, as a shell's does that starts it again and again. */
  private readonly standardInput: number | undefined;

  constructor(ways: readonly Way[], lines: number) {
    this.ways = ways;
    this.lines = lines;
    writeFileSync(this.path("rules.conf"), RULES);
    for (const way of ways) {
      if (isPipe(way)) execFileSync("mkfifo", [this.path(way)]);
      else beginLog(way, this.path(way));
    }
    if (ways.includes("stdin")) this.standardInput = openSync(this.path("stdin"), "r+");
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  start(): void {
    rmSync(this.path("pid"), { force: true });
    const inputs = this.ways.map((way) => `-input=${way === "stdin" ? "-" : way}`);
    const options = ["-conf=rules.conf", "-state=state", "-log=log", "-debug=4", "-pid=pid", ...inputs];
    const program = spawn(process.execPath, ["--disable-sigusr1", MAIN, ...options], {
      cwd: this.folder,
      stdio: [this.standardInput ?? "ignore", "ignore", "ignore"],
    });
    program.once("exit", (status) => {
      if (this.program === program) this.ended = status;
    });
    this.program = program;
  }

  async write(): Promise<void> {
    // What is written before the program has opened its inputs for the first time is none of its business.
    await this.isOpen();
    for (const way of this.ways) {
      const args = [
        WRITER,
        isPipe(way) ? "fifo" : way,
        this.path(way),
        way,
        String(this.lines),
        String(1 + random(1e6)),
      ];
      this.writers.push(spawn(process.execPath, args, { stdio: ["ignore", "inherit", "inherit"] }));
    }
  }

  async kill(): Promise<void> {
    if (random(4) > 0) await this.isOpen();
    await pause(random(LONGEST_LIFE_MS));
    await this.end("SIGKILL");
  }

  private async isOpen(): Promise<void> {
    await this.until("the pid file", () => existsSync(this.path("pid")));
  }

  /** Ends as it was told to, when everything that was written has had its effects. */
  async finish(): Promise<void> {
    const isWritten = () => this.ways.every((way) => existsSync(this.path(`${way}.done`)));
    await this.until("the end of the writers", isWritten);
    // An earlier life may have written them, and have been killed before that was in the state.
    await this.until("the last lines", () => this.unfinished.length === 0);
    await this.until("the last lines to the state", () => this.ways.every((way) => this.isSaved(way)));
    await this.end("SIGTERM");
  }

  private async until(what: string, holds: () => boolean): Promise<void> {
    const isOver = () => {
      assert.equal(this.ended, undefined, `the program ended while it was to bring ${what}`);
      return holds();
    };
    await eventually(what, isOver, this.deadlineMs);
  }

  private get deadlineMs(): number {
    return LAST_LINES_MS + (LAST_LINES_MS_A_KILL * this.lines) / LINES_A_KILL;
  }

  /** The ways of which the last line has not come. */
  get unfinished(): readonly Way[] {
    const effects = new Set(this.read("effects"));
    return this.ways.filter((way) => !effects.has(`${way} ${this.lines}`));
  }

  private isSaved(way: Way): boolean {
    return storedIn(this.saved()?.state, way).includes(this.lines);
  }

  saved() {
    return readState(this.path("state"), load);
  }

  read(name: string): readonly string[] {
    return existsSync(this.path(name))
      ? readFileSync(this.path(name), "latin1").split("\n").slice(0, -1)
      : [];
  }

  remove(): void {
    for (const writer of this.writers) writer.kill("SIGKILL");
    this.program?.kill("SIGKILL");
    if (this.standardInput !== undefined) closeSync(this.standardInput);
    rmSync(this.folder, { recursive: true });
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const { program } = this;
    assert.equal(this.ended, undefined, "the program ended by itself");
    this.program = undefined;
    const ended = new Promise((resolve) => program!.once("exit", resolve));
    program!.kill(signal);
    await ended;
  }
}

function isPipe(way: Way): way is "fifo" | "stdin" {
  return way === "fifo" || way === "stdin";
}

/**
 * Kills the program at random moments while lines come in some ways, and looks at what has come of it: every
 * line is in the state once, and has had its effects.
 */
export async function killAtRandom(ways: readonly Way[], kills: number): Promise<void> {
  const lines = kills * LINES_A_KILL;
  const killed = new Killed(ways, lines);
  try {
    killed.start();
    await killed.write();
    for (let count = 0; count < kills; count += 1) {
      await killed.kill();
      if (random(3) === 0) await pause(random(LONGEST_REST_MS));
      killed.start();
    }
    await killed.finish();
    // The state has never been given up, and nothing was dropped. A command that is slow on a loaded machine
    // may be begun in life after life; whether it has run is looked at below.
    const losses = killed.read("log").filter((line) => /damaged|Dropped|may be lost|given up/.test(line));
    assert.deepEqual(
      losses.filter((line) => !/Command .* was begun \d+ times/.test(line)),
      [],
    );
    for (const way of ways) checkState(killed, way, lines);
    checkEffects(killed, ways, lines);
  } catch (error) {
    const { SEC_TS_KEEP: kept } = process.env;
    if (kept !== undefined) cpSync(killed.folder, kept, { recursive: true, preserveTimestamps: true });
    process.stderr.write(`log:\n${killed.read("log").slice(-400).join("\n")}\n`);
    const log = killed.read("log").slice(-20).join("\n");
    const unfinished = killed.unfinished.join(", ");
    const message = `seed ${SEED}: ${(error as Error).message}\nunfinished: ${unfinished}\n${log}`;
    throw new Error(message, { cause: error });
  } finally {
    killed.remove();
  }
}

/** The numbers of the lines of a way that are in a state. */
function storedIn(saved: SavedState | undefined, word: string): readonly number[] {
  const context = saved?.contexts.find(({ names }) => names[0] === `SEEN_${word}`);
  return context?.store.map(({ text }) => Number(text)) ?? [];
}

function checkState(killed: Killed, word: string, lines: number): void {
  const { state: saved } = killed.saved()!;
  const stored = storedIn(saved, word);
  const wanted = Array.from({ length: lines }, (_, at) => at + 1);
  const times = new Map<number, number>();
  for (const number of stored) times.set(number, (times.get(number) ?? 0) + 1);
  assert.deepEqual(
    wanted.filter((number) => !times.has(number)).slice(0, 10),
    [],
    `${word}: lines are missing`,
  );
  assert.deepEqual(
    [...times].filter(([, count]) => count > 1).slice(0, 10),
    [],
    `${word}: lines are there twice`,
  );
  const disorder = stored.findIndex((number, at) => number !== wanted[at]);
  const around = stored.slice(Math.max(0, disorder - 2), disorder + 4).join(" ");
  assert.equal(disorder, -1, `${word}: order is lost at line ${wanted[disorder]}: ${around}`);
  assert.equal(
    saved.operations.find(({ description }) => description === `count ${word}`)!.times.length,
    lines,
  );
}

function checkEffects(killed: Killed, ways: readonly Way[], lines: number): void {
  const written = new Set(killed.read("effects"));
  const ids = new Map<string, Set<string>>();
  for (const line of killed.read("commands")) {
    const [word, number, id] = line.split(" ") as [string, string, string];
    const key = `${word} ${number}`;
    ids.set(key, (ids.get(key) ?? new Set()).add(id));
  }
  for (const way of ways) {
    for (let number = 1; number <= lines; number += 1) {
      const line = `${way} ${number}`;
      assert.ok(written.has(line), `${line} was not written`);
      if (number % 50 === 0) assert.equal(ids.get(line)?.size, 1, `${line}: its command has one id`);
    }
  }
}
