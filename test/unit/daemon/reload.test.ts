import assert from "node:assert/strict";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { createEngine } from "../../../src/core/create-engine.ts";
import type { Engine } from "../../../src/core/engine.ts";
import { save } from "../../../src/core/saved-state.ts";
import type { Sliced } from "../../../src/core/sliced.ts";
import { advance, step } from "../../../src/core/step.ts";
import { readCommandLine } from "../../../src/daemon/command-line.ts";
import type { DaemonOptions } from "../../../src/daemon/option-table.ts";
import { type Reloading, readingRules, reloadRules, takeRules } from "../../../src/daemon/reload.ts";
import { RuleLoader } from "../../../src/daemon/rule-loading.ts";
import { engineOptions } from "../../../src/daemon/settings.ts";
import { inSlices } from "../../../src/daemon/slices.ts";
import { localTime } from "../../../src/system/local-time.ts";

const START = 1_700_000_000;
const log: string[] = [];
const written: string[] = [];
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sec-ts-reload-"));
  log.length = written.length = 0;
});
afterEach(() => rmSync(folder, { recursive: true }));

const COUNT = `type=SingleWithThreshold
ptype=RegExp
pattern=^failed (\\S+)
desc=failed $1
action=write out reached $1
window=60
thresh=3
`;
const PAIR = `type=Pair
ptype=RegExp
pattern=^down (\\S+)
desc=$1 down
action=none
ptype2=SubStr
pattern2=up $1
desc2=$1 up
action2=write out $1 is up
window=600
`;
const KEEP = `type=Single
ptype=RegExp
pattern=^keep (\\S+)
desc=keep $1
action=create KEPT_$1 30 (write out $1 is over)
`;

test("operations of rules that have moved go on, and those of rules that have changed are dropped", () => {
  const { engine, reload } = running(COUNT, PAIR, KEEP);
  feed(engine, "failed ann", "failed ann", "down disk", "keep bob");
  const outcome = reload(KEEP, PAIR.replace("600", "601"), "# a comment\n", COUNT);
  assert.deepEqual(
    [outcome.loaded, outcome.keptOperations, outcome.droppedOperations, outcome.rules],
    [true, 1, 1, 3],
  );
  const dropped = log.filter((line) => line.includes("dropped"));
  assert.deepEqual(dropped, ["1 event correlation operations dropped: their rules were changed or removed"]);
  feed(engine, "failed ann", "up disk");
  assert.deepEqual(written, ["reached ann"]);
  assert.deepEqual([...engine.contexts.keys()], ["KEPT_bob"]);
});

test("a pair whose rule has moved is still found, and its window still ends", () => {
  const { engine, reload } = running(PAIR, COUNT);
  feed(engine, "down disk", "down fan");
  assert.equal(reload(COUNT, PAIR).keptOperations, 2);
  feed(engine, "up disk");
  assert.deepEqual(written, ["disk is up"]);
  advance(engine, START + 601);
  feed(engine, "up fan");
  assert.deepEqual(written, ["disk is up"]);
});

test("what a context does at its end survives a reload and the restart after it, if its rule does", () => {
  const { engine, reload } = running(COUNT, KEEP);
  feed(engine, "keep bob");
  reload(KEEP, COUNT);
  const [context] = save(engine).contexts;
  assert.equal(context?.onExpiry?.path, "action.0.onExpiry");
  advance(engine, START + 31);
  assert.deepEqual(written, ["bob is over"]);
});

test("what a context does at its end stays although its rule has changed", () => {
  const { engine, reload } = running(KEEP);
  feed(engine, "keep bob");
  reload(KEEP.replace("30", "40"));
  advance(engine, START + 31);
  assert.deepEqual(written, ["bob is over"]);
});

test("rules with a fault are refused, and the old ones go on with their operations", () => {
  const { engine, reload, files } = running(COUNT);
  feed(engine, "failed ann", "failed ann");
  const outcome = reload(COUNT, "type=Nonsense\n");
  assert.equal(outcome.loaded, false);
  assert.deepEqual(
    outcome.diagnostics.map(({ path, line, severity }) => [path, line, severity]),
    [[files, 9, "error"]],
  );
  feed(engine, "failed ann");
  assert.deepEqual(written, ["reached ann"]);
});

test("a rule file that cannot even be looked at is a fault as any other that cannot be read", () => {
  const path = join(folder, "circle.conf");
  symlinkSync("circle.conf", path);
  const { options } = readCommandLine([`--conf=${path}`]);
  const loader = new RuleLoader(say, { whyUnavailable: () => "none here", compile: () => undefined });
  const { faults, diagnostics } = loader.load(options);
  assert.equal(faults, 1);
  assert.equal(diagnostics[0]?.message, "Too many levels of symbolic links");
});

test("a forced reload loads the rest; that there is no rule at all is refused all the same", () => {
  const { engine, reload } = running(COUNT);
  feed(engine, "failed ann", "failed ann");
  const forced = reload.force(COUNT, "type=Nonsense\n");
  assert.deepEqual([forced.loaded, forced.rules, forced.keptOperations], [true, 1, 1]);
  const empty = reload.force("# nothing\n");
  assert.deepEqual([empty.loaded, empty.refusal], [false, "there is no valid rule"]);
  feed(engine, "failed ann");
  assert.deepEqual(written, ["reached ann"]);
});

test("a Calendar rule that has acted in this minute does not act again after a reload", () => {
  const calendar = "type=Calendar\ntime=* * * * *\ndesc=minute\naction=write out minute\n";
  const { engine, reload } = running(calendar);
  advance(engine, START + 1);
  reload("# moved\n\n", calendar);
  advance(engine, START + 2);
  assert.deepEqual(written, ["minute"]);
});

test("the old rules match what comes between two slices of reading, and its operations go on too", () => {
  const { engine, loader, options, files } = running(COUNT, PAIR);
  feed(engine, "failed ann");
  const more = KEEP.replace("keep (", "other (");
  writeFileSync(files, [more, ...Array.from({ length: 40 }, () => more), KEEP, COUNT].join("\n"));
  const reading = readingRules(loader, options, false);
  let slices = 0;
  let read = reading.next();
  for (; read.done !== true; read = reading.next()) {
    slices += 1;
    feed(engine, `down disk${slices}`, "keep bob");
  }
  assert.ok(slices > 40, `${slices} slices`);
  feed(engine, "failed ann");
  assert.equal(engine.contexts.has("KEPT_bob"), false);
  const { keptOperations, droppedOperations, rules } = takeRules(engine, loader, read.value, say);
  assert.deepEqual([keptOperations, droppedOperations, rules], [1, slices, 43]);
  feed(engine, "keep bob", "failed ann");
  assert.equal(engine.contexts.has("KEPT_bob"), true);
  assert.deepEqual(written, ["reached ann"]);
});

/** Ends when others have had their turn, or never had one for long. */
function* work(turns: () => number): Sliced<string> {
  for (const until = performance.now() + 20_000; performance.now() < until; yield)
    if (turns() > 2) return "done";
  return "alone";
}

test("work in slices lets others have their turn, and ends with the program", async () => {
  let turns = 0;
  const count = setInterval(() => (turns += 1), 0);
  const ended = await inSlices(
    work(() => turns),
    (act) => act(),
    () => false,
  );
  clearInterval(count);
  assert.equal(ended, "done");
  await assert.rejects(
    inSlices(
      work(() => 0),
      () => {},
      () => false,
    ),
    /Perl code has ended the program/,
  );
  await assert.rejects(
    inSlices(
      work(() => 0),
      (act) => act(),
      () => true,
    ),
    /the program is ending/,
  );
});

interface Reload {
  (...rules: readonly string[]): Reloading;
  force(...rules: readonly string[]): Reloading;
}

interface Running {
  readonly engine: Engine;
  readonly loader: RuleLoader;
  readonly options: DaemonOptions;
  readonly reload: Reload;
  readonly files: string;
}

function running(...rules: readonly string[]): Running {
  const path = join(folder, "rules.conf");
  const write = (texts: readonly string[]): void => writeFileSync(path, texts.join("\n"));
  write(rules);
  const { options } = readCommandLine([`--conf=${path}`]);
  const loader = new RuleLoader(say, { whyUnavailable: () => "none here", compile: () => undefined });
  const { ruleSet } = loader.load(options);
  const engine = createEngine(
    ruleSet,
    engineOptions(options),
    {
      localTime,
      log: () => {},
      childNews: () => [],
      perform: (effect) => {
        if (effect.kind === "write") written.push(effect.text);
      },
    },
    START,
  );
  const load = (texts: readonly string[], force: boolean): Reloading => {
    write(texts);
    return reloadRules(engine, loader, options, force, say);
  };
  const reload = Object.assign((...texts: readonly string[]) => load(texts, false), {
    force: (...texts: readonly string[]) => load(texts, true),
  });
  return { engine, loader, options, reload, files: path };
}

function say(_level: number, message: string): void {
  log.push(message);
}

function feed(engine: Engine, ...lines: readonly string[]): void {
  for (const text of lines) step(engine, { text, source: "log", context: undefined });
}
