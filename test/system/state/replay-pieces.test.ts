/*
 * Random rules and logs, replayed as a whole and in pieces with a state file, killed at random moments.
 * The pieces are files of the same name, or a file that grows. SEC_TS_PIECES=N for more than the usual
 * seeds, SEC_TS_SEED=N for other ones.
 */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { load } from "../../../src/store/load.ts";
import { readState, StateFileError } from "../../../src/store/transfer.ts";
import { generateCase } from "../../conformance/fuzz/generate.ts";
import { createRandom, type Random } from "../../conformance/fuzz/random.ts";
import type { ConformanceCase } from "../../conformance/outcome.ts";
import { MAIN } from "../../main-program.ts";

const SEEDS = Number(process.env["SEC_TS_PIECES"] ?? 2);
const FIRST_SEED = Number(process.env["SEC_TS_SEED"] ?? 0);
const MOST_PIECES = 3;
const LONGEST_LIFE_MS = 400;
/** What belongs to the rules and the log, and not to the run. */
const PARTS = ["buffer", "pendingevents", "pmatchcache", "operations", "contexts", "variables"];

/** A replay of a case's log, whole or in pieces, in a folder of its own. */
class Replay {
  readonly folder = mkdtempSync(join(tmpdir(), "replay-"));
  private readonly options: readonly string[];

  constructor({ files, options }: ConformanceCase, added: readonly string[] = []) {
    this.options = [...options, ...added];
    for (const [name, text] of Object.entries(files)) writeFileSync(this.path(name), text, "latin1");
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** Starts a replay of some lines, which have the same name whatever they are. */
  start(trace: string, added: readonly string[] = []): ChildProcess {
    writeFileSync(this.path("trace"), trace, "latin1");
    const [output, errors] = [openSync(this.path("output"), "w"), openSync(this.path("errors"), "a")];
    const wanted = ["--conf=*.conf", "--input=trace", "--state=state", "--dump=dump", "--dumpfjson"];
    const args = ["--disable-sigusr1", MAIN, "replay", ...wanted, ...this.options, ...added];
    const env = { ...process.env, TZ: "UTC" };
    rmSync(this.path("dump"), { force: true });
    const child = spawn(process.execPath, args, { cwd: this.folder, env, stdio: ["ignore", output, errors] });
    for (const descriptor of [output, errors]) closeSync(descriptor);
    return child;
  }

  async run(trace: string, ...added: readonly string[]): Promise<string> {
    assert.equal(await ended(this.start(trace, added)), 0, this.read("errors"));
    return this.read("output");
  }

  /** Kills a replay of a piece; returns what it has put out, and whether it is saved. */
  async killed(
    trace: string,
    afterMs: number,
  ): Promise<{ readonly output: string; readonly isSaved: boolean }> {
    const before = this.saved();
    const child = this.start(trace);
    const end = ended(child);
    await pause(afterMs);
    child.kill("SIGKILL");
    await end;
    return { output: this.read("output"), isSaved: this.saved() !== before };
  }

  /** The state at the end, in the form of a dump. */
  state(): unknown {
    const dump = JSON.parse(this.read("dump")) as Record<string, unknown>;
    const { rulestats } = dump as { rulestats: Record<string, { stats: unknown }> };
    const matches = Object.entries(rulestats).map(([file, { stats }]) => [file, stats]);
    return [matches, ...PARTS.map((name) => dump[name])];
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  private read(name: string): string {
    return readFileSync(this.path(name), "latin1");
  }

  /** What has been saved; nothing if a replay was killed while it made the file. */
  private saved(): string | undefined {
    try {
      return JSON.stringify(readState(this.path("state"), load)?.state);
    } catch (error) {
      if (error instanceof StateFileError) return undefined;
      throw error;
    }
  }
}

async function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once("exit", resolve));
}

/**
 * Cuts a log into pieces; each goes on in the second in which the one before has ended. The first is not
 * empty: without a line that names one, the second would be the present.
 */
function piecesOf(trace: string, random: Random): readonly string[] {
  const lines = trace.split("\n").slice(0, -1);
  const cuts = Array.from(
    { length: 1 + random.below(MOST_PIECES - 1) },
    () => 1 + random.below(lines.length),
  );
  const bounds = [0, ...cuts.toSorted((one, other) => one - other), lines.length];
  return bounds.slice(1).map((end, at) =>
    lines
      .slice(bounds[at], end)
      .map((line) => `${line}\n`)
      .join(""),
  );
}

/** The case has no Perl code, whose variables cannot be saved, and no end before that of the log. */
function isEligible({ files, options, inputs }: ConformanceCase): boolean {
  const ends = /sigemul\s+(?:TERM|HUP|ABRT|USR2)/i;
  return !inputs && !options.includes("--intevents") && !Object.values(files).some((text) => ends.test(text));
}

async function compare(seed: number, generated: ConformanceCase): Promise<void> {
  const random = createRandom(seed);
  const grows = seed % 2 === 1;
  const [whole, parts] = [new Replay(generated), new Replay(generated, grows ? [] : ["--reread"])];
  try {
    const wanted = await whole.run(generated.trace);
    let [all, before] = ["", ""];
    for (const lines of piecesOf(generated.trace, random)) {
      const piece = `${before}${lines}`;
      if (grows) before = piece;
      const tried = await parts.killed(piece, random.below(LONGEST_LIFE_MS));
      const output = tried.isSaved ? tried.output : await parts.run(piece);
      // What has been read is not read again.
      if (grows) assert.equal(await parts.run(piece), "", `seed ${seed}`);
      assert.ok(output.startsWith(tried.output), `seed ${seed}: what a killed replay put out comes again`);
      all += output;
    }
    assert.equal(all, wanted, `effects of seed ${seed}`);
    if (!existsSync(parts.path("dump"))) await parts.run(before);
    assert.deepEqual(parts.state(), whole.state(), `state of seed ${seed}`);
  } finally {
    whole.remove();
    parts.remove();
  }
}

test("a replay in pieces, each killed at random, has the effects and the state of a whole one", async () => {
  let compared = 0;
  for (let seed = FIRST_SEED; compared < SEEDS; seed += 1) {
    const generated = generateCase(seed);
    if (!isEligible(generated)) continue;
    await compare(seed, generated);
    compared += 1;
  }
});

const STOPPING = `type=Single
ptype=RegExp
pattern=^(?:\\S+ )?stop
desc=stop
action=sigemul TERM

type=Single
ptype=RegExp
pattern=^(?:\\S+ )?add (\\S+)
desc=add
action=addinput $1 0

type=Single
ptype=RegExp
pattern=(\\S+)$
desc=line
action=add KEPT $1; write - $1
`;

function stamped(second: number, text: string): string {
  return `2026-03-01T10:00:0${second} ${text}\n`;
}

/** The lines that are stored at the end. */
function stored(replay: Replay): readonly string[] {
  return readState(replay.path("state"), load)?.state.contexts[0]?.store.map(({ text }) => text) ?? [];
}

test("a replay that rules have ended in the middle goes on behind the line that did it", async () => {
  const replay = new Replay({ name: "stopping", files: { "a.conf": STOPPING }, options: [], trace: "" });
  try {
    writeFileSync(replay.path("other"), `${stamped(2, "o2")}${stamped(4, "o4")}${stamped(6, "o6")}`);
    const begun = `early\n${stamped(1, "add other")}${stamped(3, "a3")}${stamped(5, "stop")}`;
    const trace = `${begun}${stamped(5, "a5")}${stamped(7, "a7")}`;
    assert.equal(await replay.run(trace), "early\no2\na3\no4\n");
    assert.equal(await replay.run(trace), "a5\no6\na7\n");
    assert.equal(await replay.run(trace), "");
    assert.equal(await replay.run(`${trace}${stamped(8, "a8")}`), "a8\n");
    assert.equal(await replay.run(stamped(9, "another"), "--reread"), "another\n");
    const wanted = ["early", "o2", "a3", "o4", "a5", "o6", "a7", "a8", "another"];
    assert.deepEqual(stored(replay), wanted);
  } finally {
    replay.remove();
  }
});
