/*
 * Lines a second of one SingleWithThreshold rule, sec-ts against sec in the same run: 2,000,000 syslog
 * lines of which 20 % match, 20,000 keys. Also the cost of a tick with many live contexts and operations,
 * and the memory of 100,000 operations. Usage: node test/bench/engine.ts [runs] [lines]
 */
import { spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseRuleFile } from "../../src/config/parse-rule-file.ts";
import { createEngine } from "../../src/core/create-engine.ts";
import type { Engine } from "../../src/core/engine.ts";
import { compileRuleSet } from "../../src/core/rule-set.ts";
import { advance, step } from "../../src/core/step.ts";
import { localTime } from "../../src/system/local-time.ts";

const runs = Number(process.argv[2] ?? 5);
const lineCount = Number(process.argv[3] ?? 2_000_000);
const KEYS = 20_000;
const START = 1_700_000_000;

const RULES = `type=SingleWithThreshold
ptype=RegExp
pattern=sshd\\[\\d+\\]: Failed password for (\\S+) from ([\\d.]+)
desc=failed $1 $2
action=write - %s
window=60
thresh=1000000
`;

measureSpeed();
measureTicks();
measureMemory();

function measureSpeed(): void {
  const folder = mkdtempSync(join(tmpdir(), "sec-ts-bench-"));
  try {
    const log = join(folder, "log");
    const rules = join(folder, "rules.conf");
    writeFileSync(rules, RULES);
    writeLog(log);
    compareSpeed(log, rules);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function writeLog(path: string): void {
  const descriptor = openSync(path, "w");
  let chunk = "";
  for (let at = 0; at < lineCount; at += 1) {
    const pid = 1000 + (at % 5000);
    const user = `user${(at * 7919) % KEYS}`;
    const failed = `Nov 14 22:13:20 host sshd[${pid}]: Failed password for ${user} from 192.0.2.7\n`;
    const other = `Nov 14 22:13:20 host cron[${pid}]: (root) CMD (run-parts /etc/cron.hourly number ${at})\n`;
    chunk += at % 5 === 0 ? failed : other;
    if (chunk.length > 1 << 20) {
      writeSync(descriptor, chunk);
      chunk = "";
    }
  }
  writeSync(descriptor, chunk);
  closeSync(descriptor);
}

function compareSpeed(log: string, rules: string): void {
  const launcher = join(import.meta.dirname, "../../build/bin/sec-ts");
  const common = [`--conf=${rules}`, `--input=${log}`, "--notail", "--debug=1"];
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    theirs.push(seconds("sec", common));
    ours.push(seconds(launcher, ["replay", ...common, "--clock=rfc3164", "--clock-year=2023"]));
  }
  const [our, their] = [median(ours), median(theirs)];
  const rate = (time: number): string => Math.round(lineCount / time).toLocaleString("en-US");
  print(`one threshold rule, ${lineCount.toLocaleString("en-US")} lines, ${runs} runs, medians`);
  print(`  sec     ${their.toFixed(2)} s  ${rate(their)} lines/s`);
  print(`  sec-ts  ${our.toFixed(2)} s  ${rate(our)} lines/s  ${(their / our).toFixed(1)} × sec`);
}

function seconds(program: string, args: readonly string[]): number {
  const began = performance.now();
  const { status } = spawnSync(program, args, { stdio: "ignore" });
  if (status !== 0) throw new Error(`${program} ended with ${status}`);
  return (performance.now() - began) / 1000;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

/** An engine with as many contexts and operations, none of which is due for a year. */
function engineWith(count: number): Engine {
  const text = `type=SingleWithThreshold
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
  const { file } = parseRuleFile("bench.conf", text, { digest: () => "" });
  const engine = createEngine(
    compileRuleSet([file], 0),
    {
      jointBuffer: false,
      internalEvents: false,
      internalContexts: false,
      eventStoreSize: 0,
      cleanTimeSeconds: 1,
      quoting: false,
      literalIndex: true,
      logLevel: 1,
    },
    { perform: () => {}, log: () => {}, localTime, childNews: () => [] },
    START,
  );
  for (let at = 0; at < count; at += 1) step(engine, { text: `user${at}`, source: "-", context: undefined });
  return engine;
}

function measureTicks(): void {
  const ticks = 200_000;
  for (const count of [1000, 10_000, 100_000]) {
    const engine = engineWith(count);
    const began = performance.now();
    for (let tick = 0; tick < ticks; tick += 1) advance(engine, engine.now + 1);
    const nanoseconds = ((performance.now() - began) / ticks) * 1e6;
    print(`a tick with ${count} contexts and ${count} operations: ${nanoseconds.toFixed(0)} ns`);
  }
}

/** In a process of its own, so that nothing else counts: the rule of the speed test with 100,000 keys. */
function measureMemory(): void {
  const folder = mkdtempSync(join(tmpdir(), "sec-ts-bench-"));
  try {
    const rules = join(folder, "rules.conf");
    writeFileSync(rules, RULES.replace("window=60", "window=86400"));
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

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
