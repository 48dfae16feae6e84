/*
 * What things cost in the engine beside matching: a tick with many live contexts and operations, the memory
 * of 100,000 operations, the literal index of 10,000 rules, and for how long matching stops when these are
 * read once more. The speed of matching is in tables.ts.
 * Usage: node --expose-gc test/bench/engine.ts, after scripts/build
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEngine } from "../../src/core/create-engine.ts";
import type { Engine } from "../../src/core/engine.ts";
import { indexOf } from "../../src/core/literal-index/index-parts.ts";
import { advance } from "../../src/core/step.ts";
import { readCommandLine } from "../../src/daemon/command-line.ts";
import { readingRules, takeRules } from "../../src/daemon/reload.ts";
import { RuleLoader } from "../../src/daemon/rule-loading.ts";
import { engineOptions } from "../../src/daemon/settings.ts";
import { localTime } from "../../src/system/local-time.ts";
import { engineWith, feed, START } from "../unit/store/engines.ts";
import { messages, thresholdRule } from "./rule-sets.ts";

const KEEPING_RULES = `type=SingleWithThreshold
ptype=RegExp
pattern=(.*)
desc=$1
action=none
window=31536000
thresh=10
continue=TakeNext

type=Single
ptype=RegExp
pattern=(.*)
desc=$1
action=create C_$1 31536000
`;

const COUNTING_RULE = `type=SingleWithThreshold
ptype=RegExp
pattern=sshd\\[\\d+\\]: Failed password for (\\S+) from ([\\d.]+)
desc=failed $1 $2
action=write - %s
window=86400
thresh=1000000
`;

const say = (): void => {};
const print = (line: string): boolean => process.stdout.write(`${line}\n`);

measureTicks();
measureIndex();
measureReload();
measureMemory();

/** An engine with as many contexts and operations, none of which is due for a year. */
function filledEngine(count: number): Engine {
  const engine = engineWith(KEEPING_RULES);
  feed(engine, ...Array.from({ length: count }, (_, at) => `user${at}`));
  return engine;
}

function measureTicks(): void {
  const ticks = 200_000;
  for (const count of [1000, 10_000, 100_000]) {
    const engine = filledEngine(count);
    const before = process.cpuUsage();
    for (let tick = 0; tick < ticks; tick += 1) advance(engine, engine.now + 1);
    const nanoseconds = (process.cpuUsage(before).user / ticks) * 1000;
    print(`a tick with ${count} contexts and ${count} operations: ${nanoseconds.toFixed(0)} ns of CPU time`);
  }
}

function bytesInUse(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function measureIndex(): void {
  const { ruleSet } = engineWith(messages(10_000).map(thresholdRule).join("\n"));
  // Several, since what is collected in between would hide a single one.
  const count = 10;
  const [empty, before] = [bytesInUse(), process.cpuUsage()];
  const kept = Array.from({ length: count }, () => indexOf(ruleSet, 1));
  const milliseconds = process.cpuUsage(before).user / 1000 / count;
  const megabytes = ((bytesInUse() - empty) / 1e6 / count).toFixed(1);
  kept.length = 0;
  const exactly = globalThis.gc ? "" : ", roughly; --expose-gc tells exactly";
  print(
    `literal index of 10,000 rules: ${milliseconds.toFixed(0)} ms of CPU time, ` +
      `${megabytes} MB (wanted: 40 MB)${exactly}`,
  );
}

function cpuMilliseconds(act: () => void): number {
  const before = process.cpuUsage();
  act();
  return process.cpuUsage(before).user / 1000;
}

/**
 * `sec-ts ctl reload` when one of 10,000 rules has been changed: what it costs, and for how long matching
 * stops at most.
 */
function measureReload(): void {
  const folder = mkdtempSync(join(tmpdir(), "sec-ts-bench-"));
  try {
    const path = join(folder, "rules.conf");
    const rules = messages(10_000).map(thresholdRule);
    const loader = new RuleLoader(say, { whyUnavailable: () => "none is needed", compile: () => undefined });
    const { options } = readCommandLine([`--conf=${path}`]);
    const ports = { perform: () => {}, log: say, localTime, childNews: () => [] };
    writeFileSync(path, rules.join("\n"), "latin1");
    let engine: Engine | undefined;
    const first = cpuMilliseconds(() => {
      engine = createEngine(loader.load(options).ruleSet, engineOptions(options), ports, START);
    });
    writeFileSync(path, rules.join("\n").replace("desc=rule 5000 ", "desc=another "), "latin1");
    const reading = readingRules(loader, options, false);
    let [all, longest] = [0, 0];
    const measured = <T>(act: () => T): T => {
      let result: T | undefined;
      const cost = cpuMilliseconds(() => (result = act()));
      all += cost;
      longest = Math.max(longest, cost);
      return result!;
    };
    let read = measured(() => reading.next());
    while (read.done !== true) read = measured(() => reading.next());
    const { value } = read;
    measured(() => takeRules(engine!, loader, value, say));
    print(
      `10,000 rules: read in ${first.toFixed(0)} ms of CPU time, and once more with one of them changed in ` +
        `${all.toFixed(0)} ms; matching stops for ${longest.toFixed(0)} ms at most`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** In a process of its own, so that nothing else counts. */
function measureMemory(): void {
  const folder = mkdtempSync(join(tmpdir(), "sec-ts-bench-"));
  try {
    const rules = join(folder, "rules.conf");
    writeFileSync(rules, COUNTING_RULE);
    const lines = Array.from(
      { length: 100_000 },
      (_, key) => `@${START} sshd[1]: Failed password for user${key} from 192.0.2.7\n`,
    );
    const log = join(folder, "log");
    writeFileSync(log, lines.join(""));
    const launcher = join(import.meta.dirname, "../../build/bin/sec-ts");
    const script = `"$0" replay --conf="$1" --input="$2" & child=$!
      peak=0
      while now=$(awk '/^VmHWM/ { print $2 }' /proc/$child/status 2>/dev/null) && [ -n "$now" ]
      do peak=$now; done
      echo $peak`;
    const { stdout } = spawnSync("sh", ["-c", script, launcher, rules, log], { encoding: "utf8" });
    print(`peak resident memory with 100,000 operations: ${Math.round(Number(stdout.trim()) / 1000)} MB`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
