import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { FilePosition } from "../../../src/inputs/resume.ts";
import { Follower } from "./follower.ts";

const WRITER = join(import.meta.dirname, "../state/numbered-writer.ts");
const LINES = Number(process.env["CRASH_LINES"] ?? 400);
/** `CRASH_SEEDS=10..99` tries others. */
const [first = 1, last = 2] = (process.env["CRASH_SEEDS"] ?? "1..1").split("..").map(Number);
const MOST_ROUNDS = 200;
const LONGEST_PAUSE_MS = 10;
const DEADLINE_MS = 120_000;

/**
 * Reads a file that a writer rotates, and forgets now and then what it has read since its positions were
 * saved, as a program does that is killed; much more often than a real one could be.
 */
class Crashing {
  readonly log: string[] = [];
  crashes = 0;
  private readonly context: TestContext;
  private readonly folder = mkdtempSync(join(tmpdir(), "crashing-"));
  private readonly name: string;
  private saved: { positions: readonly FilePosition[]; ms: number; lines: readonly string[] };
  private follower: Follower;
  private seed: number;

  constructor(context: TestContext, name: string, seed: number) {
    this.context = context;
    this.name = name;
    this.seed = seed;
    writeFileSync(this.path(), "");
    context.after(() => rmSync(this.folder, { recursive: true, force: true }));
    this.follower = this.newFollower();
    this.follower.open([], 0);
    this.saved = this.present();
  }

  path(): string {
    return join(this.folder, this.name);
  }

  random(below: number): number {
    this.seed = (this.seed * 48_271) % 2_147_483_647;
    return this.seed % below;
  }

  get texts(): readonly string[] {
    return this.saved.lines;
  }

  /** Reads some lines, and saves positions or crashes. */
  live(): void {
    for (let rounds = this.random(MOST_ROUNDS); rounds > 0 && this.follower.round(); rounds -= 1);
    if (this.random(2) === 0) this.saved = this.present();
    if (this.random(3) > 0) return;
    this.crashes += 1;
    this.log.push(...this.follower.log);
    this.follower.inputs.close();
    this.follower = this.newFollower();
    this.follower.open(this.saved.positions, this.saved.ms);
  }

  end(): void {
    this.log.push(...this.follower.log);
    this.follower.inputs.close();
  }

  private present() {
    const ms = Date.now();
    const before = this.saved?.lines ?? [];
    const lines = [...before, ...this.follower.texts];
    this.follower.lines.length = 0;
    return { positions: this.follower.inputs.positions(), ms, lines };
  }

  private newFollower(): Follower {
    return new Follower(this.context, [this.name], {}, this.folder);
  }
}

async function crashUnder(context: TestContext, way: string, seed: number): Promise<void> {
  const crashing = new Crashing(context, way, seed);
  const args = [WRITER, way, crashing.path(), way, String(LINES), String(seed)];
  const writer = spawn(process.execPath, args, { stdio: "inherit" });
  const ended = once(writer, "exit");
  const deadline = Date.now() + DEADLINE_MS;
  for (let quiet = 0; crashing.texts.length < LINES && Date.now() < deadline && quiet < 300; ) {
    crashing.live();
    quiet = existsSync(`${crashing.path()}.done`) ? quiet + 1 : 0;
    await pause(crashing.random(LONGEST_PAUSE_MS));
  }
  crashing.end();
  writer.kill("SIGKILL");
  await ended;
  const wanted = Array.from({ length: LINES }, (_, at) => `${way} ${at + 1}`);
  const at = crashing.texts.findIndex((text, index) => text !== wanted[index]);
  const log = crashing.log.slice(-50).join("\n");
  assert.equal(
    at,
    -1,
    `line ${at}: ${crashing.texts.slice(Math.max(0, at - 3), at + 4).join(", ")}; log:\n${log}`,
  );
  assert.equal(crashing.texts.length, LINES, `log:\n${log}`);
  assert.deepEqual(
    crashing.log.filter((line) => line.includes("lost")),
    [],
  );
  assert.ok(crashing.crashes > 2, `${crashing.crashes} crashes`);
}

for (let seed = first; seed <= last; seed += 1)
  for (const way of ["rename", "copytruncate"])
    test(`crashes at any moment cost no line of files rotated by ${way} (seed ${seed})`, async (context) => {
      await crashUnder(context, way, seed);
    });
