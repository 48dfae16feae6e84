/*
 * One engine with a store, in virtual time and memory: a database that outlives the engine, and a seeded
 * hand that commits and crashes. A crash throws away everything but what a transaction has finished.
 */
import assert from "node:assert/strict";
import Sqlite, { type Database } from "better-sqlite3";
import { parseRuleFile } from "../../src/config/parse-rule-file.ts";
import { carryOperations } from "../../src/core/carry-over.ts";
import { createEngine } from "../../src/core/create-engine.ts";
import { bufferOf, type Engine } from "../../src/core/engine.ts";
import type { Effect, Ports } from "../../src/core/ports.ts";
import { replaceRules } from "../../src/core/replace-rules.ts";
import { compileRuleSet, type RuleSet } from "../../src/core/rule-set.ts";
import { restore, save } from "../../src/core/saved-state.ts";
import { restartSoftly } from "../../src/core/signals.ts";
import { advance, start, step } from "../../src/core/step.ts";
import { advanceTo, type TimedLine } from "../../src/core/timeline.ts";
import { add, type Batch } from "../../src/store/batch.ts";
import { ChangeEncoder } from "../../src/store/encoder.ts";
import { load } from "../../src/store/load.ts";
import { type LastingEffect, Outbox, type OutboxRow } from "../../src/store/outbox.ts";
import { MIGRATIONS } from "../../src/store/schema.ts";
import { Writer } from "../../src/store/writer.ts";
import { localTime } from "../../src/system/local-time.ts";
import { digest, firstSecondOf, merge, readOptions } from "../conformance/engine.ts";
import type { Random } from "../conformance/fuzz/random.ts";
import type { ConformanceCase } from "../conformance/outcome.ts";

/** What a run has come to. */
export interface SimulatedRun {
  /** The state at the end, in an order that does not depend on how it came about. */
  readonly state: unknown;
  /** Lasting effects that were begun, by their ids. */
  readonly effects: ReadonlyMap<string, string>;
  /** How often each other effect happened. */
  readonly writes: ReadonlyMap<string, number>;
  readonly commits: number;
  readonly crashes: number;
  readonly pauses: number;
}

/** Where a crash may happen in the course of a commit. */
type Moment = "never" | "before the commit" | "inside the commit" | "after the commit" | "among the effects";

class Crash extends Error {}

/** What a crash takes: only what was in memory, or commits that were not yet on the disk as well. */
export type Loss = "memory" | "power";

/** With `--state-sync=normal` a loss of power takes the latest commits: here at most so many. */
const MOST_LOST_COMMITS = 3;

/** Rules are loaded anew after these parts of the lines. */
const RELOADS = [0.25, 0.5, 0.8];
/** What is put before and behind the rules of a file that was edited: none of them becomes another one. */
const EDITED = {
  before: "# These rules have moved.\n\n",
  behind: "\n\ntype=Suppress\nptype=SubStr\npattern=text that is in no line at all\n",
};

/**
 * Runs a case with commits and crashes as `crashing` says; without it, there is a commit at the end. If there
 * is `pausing`, the engine also has to leave events in its queue now and then, as in a daemon with other
 * things to do.
 */
export function simulate(
  conformanceCase: ConformanceCase,
  crashing: Random | undefined,
  loss: Loss = "memory",
  pausing?: Random,
): SimulatedRun {
  return new Simulation(conformanceCase, crashing, loss, pausing).run();
}

class Simulation {
  private database: Database;
  private writer: Writer;
  private readonly loss: Loss;
  /** What a disk may hold after a loss of power: the database after each of the latest commits. */
  private onDisk: Buffer[] = [];
  private readonly lines: readonly TimedLine[];
  private readonly end: number;
  private readonly random: Random | undefined;
  /** How often the engine was left with events in its queue. */
  private pauses = 0;
  private readonly newEngine: (perform: (effect: Effect) => void) => Engine;
  private readonly newRules: () => RuleSet;
  private readonly settings: ReturnType<typeof readOptions>;
  private readonly reloads: ReadonlySet<number>;
  private readonly effects = new Map<string, string>();
  private readonly writes = new Map<string, number>();
  private commits = 0;
  private crashes = 0;
  /** What is to happen at the next effect, once it is to happen. */
  private moment: Moment = "never";

  constructor(
    conformanceCase: ConformanceCase,
    random: Random | undefined,
    loss: Loss,
    pausing: Random | undefined,
  ) {
    this.random = random;
    this.loss = loss;
    this.database = new Sqlite(":memory:");
    for (const sql of MIGRATIONS) this.database.exec(sql);
    this.writer = new Writer(this.database);
    this.onDisk = [this.database.serialize()];
    const settings = readOptions(conformanceCase.options);
    const sources = conformanceCase.inputs ?? { "-": conformanceCase.trace };
    const merged = merge(sources, settings.contexts);
    this.lines = merged.timed;
    this.end = merged.end;
    this.settings = settings;
    this.reloads = new Set(RELOADS.map((part) => Math.floor(part * merged.timed.length)));
    const { bufferSize, engine: options } = settings;
    const parsed = [{ before: "", behind: "" }, EDITED].map(({ before, behind }) =>
      Object.entries(conformanceCase.files).map(
        ([path, text]) => parseRuleFile(path, `${before}${text}${behind}`, { digest, bufferSize }).file,
      ),
    );
    // Each time the rules are read, somebody has edited their files, or taken that back.
    this.newRules = () => compileRuleSet(parsed[this.random?.chance(0.5) ? 1 : 0]!, bufferSize);
    this.newEngine = (perform) => {
      const mustPause = pausing && (() => pausing.chance(0.5));
      const ports: Ports = {
        perform,
        log: () => {},
        localTime,
        childNews: () => [],
        ...(mustPause && { mustPause }),
      };
      const begin = firstSecondOf(conformanceCase);
      const engine = createEngine(this.newRules(), options, ports, begin);
      for (const source of Object.keys(sources)) bufferOf(engine, source);
      return engine;
    };
  }

  run(): SimulatedRun {
    for (;;) {
      try {
        const state = this.life();
        this.database.close();
        const { effects, writes, commits, crashes, pauses } = this;
        return { state, effects, writes, commits, crashes, pauses };
      } catch (crash) {
        if (!(crash instanceof Crash)) throw crash;
        this.crashes += 1;
        if (this.loss === "power") this.losePower();
      }
    }
  }

  private losePower(): void {
    this.database.close();
    const kept = this.random!.below(this.onDisk.length);
    this.onDisk.length = kept + 1;
    this.database = new Sqlite(this.onDisk[kept]);
    this.writer = new Writer(this.database);
  }

  /** From a start of the program to the end of the input, or to a crash. */
  private life(): unknown {
    const outbox = new Outbox({
      begin: (row) => this.begin(row),
      pass: () => {},
      giveUp: () => assert.fail("an effect was given up"),
      mostAttempts: Number.POSITIVE_INFINITY,
      prefix: `start${this.crashes}`,
    });
    const engine = this.newEngine((effect) => {
      const lasting = lastingFor(effect);
      if (lasting) outbox.add(lasting);
      else count(this.writes, JSON.stringify(effect));
    });
    const loaded = load(this.database);
    const encoder = new ChangeEncoder(engine);
    if (loaded) {
      encoder.resume(loaded, restore(engine, loaded.state));
      outbox.resume(loaded.outbox);
    } else start(engine);
    const commitAt = (offset: number): void => {
      if (this.random?.chance(0.15)) this.commit(engine, encoder, outbox, offset, this.random);
    };
    const from = loaded?.inputs[0]?.offset ?? 0;
    this.settle(engine, () => commitAt(from));
    for (let at = from; at < this.lines.length && !engine.ended; at += 1) {
      const line = this.lines[at]!;
      const isReloaded = this.reloads.has(at);
      if (isReloaded) this.reload(engine);
      // A commit would not say that the rules have been loaded anew.
      this.moveTo(engine, line.time, () => isReloaded || commitAt(at));
      if (!engine.ended) step(engine, line);
      this.settle(engine, () => commitAt(at + 1));
      commitAt(at + 1);
    }
    if (!engine.ended) this.moveTo(engine, this.end, () => commitAt(this.lines.length));
    this.moment = "never";
    this.write(encoder, outbox, this.lines.length);
    outbox.committed();
    return stateOf(engine);
  }

  private reload(engine: Engine): void {
    const rules = this.newRules();
    restartSoftly(engine, () => {
      carryOperations(engine, rules);
      replaceRules(engine, rules, this.settings.engine);
    });
  }

  private moveTo(engine: Engine, time: number, commit: () => unknown): void {
    do {
      advanceTo(engine, time);
      this.settle(engine, commit);
    } while (engine.now < time && !engine.ended);
  }

  /** Goes on with the events that were left in the queue. */
  private settle(engine: Engine, commit: () => unknown): void {
    while (engine.queue.size > 0 && !engine.ended) {
      this.pauses += 1;
      commit();
      advance(engine, engine.now);
    }
  }

  private commit(
    engine: Engine,
    encoder: ChangeEncoder,
    outbox: Outbox,
    offset: number,
    random: Random,
  ): void {
    this.moment = random.weighted<Moment>([
      [10, "never"],
      [1, "before the commit"],
      [1, "inside the commit"],
      [1, "after the commit"],
      [1, "among the effects"],
    ]);
    if (this.moment === "before the commit") throw new Crash();
    this.write(encoder, outbox, offset);
    this.commits += 1;
    // Every row must say what the engine says, not only those that a crash happens to ask for.
    if (random.chance(0.2)) assert.deepEqual(sorted(load(this.database)!.state), stateOf(engine));
    if (this.moment === "after the commit") throw new Crash();
    outbox.committed();
    if (this.moment === "among the effects") throw new Crash();
    for (const id of this.effects.keys()) if (random.chance(0.5)) outbox.done(id);
  }

  private write(encoder: ChangeEncoder, outbox: Outbox, offset: number): void {
    const batch: Batch = {};
    for (const _ of encoder.encode(batch));
    outbox.encode(batch);
    add(batch, "input", "lines", "0", "0", offset, "");
    if (this.moment !== "inside the commit") {
      this.writer.write([batch]);
      if (this.loss === "power") {
        this.onDisk.push(this.database.serialize());
        if (this.onDisk.length > MOST_LOST_COMMITS + 1) this.onDisk.shift();
      }
      return;
    }
    const half = this.database.transaction(() => {
      this.writer.write([batch]);
      throw new Crash();
    });
    half();
  }

  private begin({ id, effect }: OutboxRow): void {
    const text = JSON.stringify(effect);
    assert.equal(this.effects.get(id) ?? text, text, "an id stands for one effect");
    this.effects.set(id, text);
    if (this.moment === "among the effects" && this.random!.chance(0.5)) throw new Crash();
  }
}

/** All state of an engine, in an order that does not depend on how it came there. */
function stateOf(engine: Engine): unknown {
  return sorted(JSON.parse(JSON.stringify(save(engine))) as object);
}

function sorted(state: object): unknown {
  const plain = JSON.parse(JSON.stringify(state)) as Record<string, unknown>;
  const variables = plain["variables"] as { values: unknown[] };
  variables.values = byText(variables.values);
  // A rule that has done nothing says nothing, whether it is there or not.
  const rules = plain["rules"] as { matches: number; lastMinute: string }[];
  plain["rules"] = rules.filter(({ matches, lastMinute }) => matches > 0 || lastMinute !== "");
  for (const name of ["contexts", "operations", "buffers", "rules", "scripts"])
    plain[name] = byText(plain[name] as unknown[]);
  return plain;
}

function byText(values: readonly unknown[]): unknown[] {
  return values.map((value) => JSON.stringify(value)).toSorted();
}

/**
 * The generated rules write to files and hardly do anything else. Half of what they write is taken for
 * something that is sent.
 */
function lastingFor(effect: Effect): LastingEffect | undefined {
  if (effect.kind === "run" || effect.kind === "send") return effect;
  if (effect.kind !== "write" || effect.text.length % 2 === 0) return undefined;
  return { kind: "send", output: "udgram", name: effect.file, text: effect.text };
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
