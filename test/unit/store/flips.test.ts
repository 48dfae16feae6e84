/*
 * State files with random bits flipped, or cut off. SEC_TS_FLIPS=N for more than the usual ones,
 * SEC_TS_SEED=N for other ones.
 */
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { restore, save } from "../../../src/core/saved-state.ts";
import { load } from "../../../src/store/load.ts";
import { openState } from "../../../src/store/state-file.ts";
import { Store } from "../../../src/store/store.ts";
import { createRandom, type Random } from "../../conformance/fuzz/random.ts";
import { engineWith, feed, RULES } from "./engines.ts";

const FLIPS = Number(process.env["SEC_TS_FLIPS"] ?? 100);
const FIRST_SEED = Number(process.env["SEC_TS_SEED"] ?? 1);
const COMMITS = 4;

interface Left {
  /** The state file, and its log. */
  readonly files: ReadonlyMap<string, Buffer>;
  /** What was in memory at each commit. */
  readonly states: ReadonlySet<string>;
}

/** What a program leaves that ends in order, or is killed while half of its commits are in the log only. */
async function left(folder: string, isKilled: boolean): Promise<Left> {
  const path = join(folder, "live");
  const engine = engineWith(RULES);
  const store = Store.open({ path, sync: "normal", intervalMs: 200 });
  if (!(store instanceof Store)) throw new Error(store.reason);
  store.attach(engine, { positions: () => [], trouble: () => {} });
  const states = new Set<string>();
  for (let commit = 1; commit <= COMMITS; commit += 1) {
    const users = Array.from({ length: 100 }, (_, user) => `failed user${user % (30 * commit)}`);
    feed(engine, ...users, `keep a text ${commit}`, `keep b${commit} text`, `let value ${commit}`);
    await store.commit()!.committed;
    states.add(stateOf(engine));
    if (isKilled && commit === COMMITS / 2) checkpoint(path);
  }
  if (!isKilled) await store.close();
  const names = ["", "-wal"].filter((suffix) => existsSync(`${path}${suffix}`));
  const files = new Map(names.map((suffix) => [suffix, readFileSync(`${path}${suffix}`)]));
  if (isKilled) await store.close();
  return { files, states };
}

function checkpoint(path: string): void {
  const opened = openState(path, { sync: "normal" }, () => {});
  if (!("database" in opened)) throw new Error(opened.reason);
  opened.database.pragma("wal_checkpoint(PASSIVE)");
  opened.database.close();
}

/** Everything in an engine, in an order that does not depend on how it came there. */
function stateOf(engine: ReturnType<typeof engineWith>): string {
  const state = JSON.parse(JSON.stringify(save(engine))) as Record<string, unknown>;
  for (const name of ["contexts", "operations", "buffers"])
    state[name] = (state[name] as unknown[]).map((each) => JSON.stringify(each)).toSorted();
  return JSON.stringify(state);
}

function damage(bytes: Buffer, random: Random): Buffer {
  const damaged = Buffer.from(bytes);
  if (random.chance(0.15)) return damaged.subarray(0, random.below(damaged.length));
  for (let flips = 1 + random.below(3); flips > 0; flips -= 1) {
    const at = random.below(damaged.length);
    damaged[at] = damaged[at]! ^ (1 << random.below(8));
  }
  return damaged;
}

/** Throws if what is restored was never committed, or only nearly so. */
function outcomeOf(path: string, states: ReadonlySet<string>): "whole" | "set aside" | "refused" {
  const opened = openState(path, { sync: "normal", lockTimeoutMs: 10 }, load);
  if ("problem" in opened) return "refused";
  opened.database.close();
  if (opened.setAside !== undefined) return "set aside";
  assert.ok(opened.value, "there was a state");
  const engine = engineWith(RULES);
  restore(engine, opened.value.state);
  assert.ok(states.has(stateOf(engine)), "the state was never committed");
  return "whole";
}

for (const [how, isKilled] of [
  ["ends in order", false],
  ["is killed", true],
] as const) {
  test(`damage to what a program leaves that ${how} is found, or does no harm`, async (context) => {
    const folder = mkdtempSync(join(tmpdir(), "flips-"));
    context.after(() => rmSync(folder, { recursive: true }));
    const { files, states } = await left(folder, isKilled);
    const path = join(folder, "damaged");
    const counts = { whole: 0, "set aside": 0, refused: 0 };
    for (let seed = FIRST_SEED; seed < FIRST_SEED + FLIPS; seed += 1) {
      const random = createRandom(seed);
      const damagedFile = random.pick([...files.keys()]);
      rmSync(`${path}-shm`, { force: true });
      for (const [suffix, bytes] of files)
        writeFileSync(`${path}${suffix}`, suffix === damagedFile ? damage(bytes, random) : bytes);
      try {
        counts[outcomeOf(path, states)] += 1;
      } catch (error) {
        throw new Error(`seed ${seed}, state${damagedFile}: ${(error as Error).message}`, { cause: error });
      }
    }
    assert.ok(counts.whole > 0 && counts["set aside"] > 0, JSON.stringify(counts));
  });
}
