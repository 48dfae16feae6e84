/*
 * What a state file costs: lines a second of one SingleWithThreshold rule with 20,000 keys, with and without
 * a store, alternating in one run; the longest pauses for a commit; then the time to restore 100,000
 * operations and 100,000 contexts, bytes on disk, and how long alerts wait.
 * Usage: node test/bench/state.ts [runs] [lines]
 */
import { spawn } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Engine } from "../../src/core/engine.ts";
import { step } from "../../src/core/step.ts";
import { Store, type StoreSurroundings } from "../../src/store/store.ts";
import { MAIN } from "../main-program.ts";
import { engineWith } from "../unit/store/engines.ts";

const runs = Number(process.argv[2] ?? 5);
const lineCount = Number(process.argv[3] ?? 2_000_000);
const KEYS = 20_000;
const ALERTS = 200;
/** So many lines are matched between two looks at the clock, as the daemon does. */
const LINES_A_TURN = 500;

const RULES = `type=SingleWithThreshold
ptype=RegExp
pattern=sshd\\[\\d+\\]: Failed password for (\\S+) from ([\\d.]+)
desc=failed $1 $2
action=none
window=60
thresh=1000000
`;

const MANY = `type=SingleWithThreshold
ptype=RegExp
pattern=(.*)
desc=failed password for $1
action=none
window=31536000
thresh=10
continue=TakeNext

type=Single
ptype=RegExp
pattern=(.*)
desc=$1
action=create SEEN_$1 31536000; add SEEN_$1 $0
`;

const AROUND: StoreSurroundings = { positions: () => [], trouble: () => {} };
const folder = mkdtempSync(join(tmpdir(), "sec-ts-bench-"));
try {
  await compareRates();
  await measureRestore();
  await measureAlerts();
} finally {
  rmSync(folder, { recursive: true });
}

async function compareRates(): Promise<void> {
  const without: number[] = [];
  const normal: number[] = [];
  const full: number[] = [];
  const pauses: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    without.push(await seconds(undefined, pauses));
    normal.push(await seconds(openStore(`normal${run}`, "normal"), pauses));
    full.push(await seconds(openStore(`full${run}`, "full"), pauses));
  }
  const base = median(without);
  print(
    `one threshold rule, ${lineCount.toLocaleString("en-US")} lines, ${KEYS} keys, ${runs} runs, medians`,
  );
  print(`  without state  ${base.toFixed(2)} s`);
  for (const [name, times] of [
    ["normal", normal],
    ["full", full],
  ] as const)
    print(
      `  sync=${name.padEnd(8)}  ${median(times).toFixed(2)} s  ${percent(base / median(times))} of the rate`,
    );
  const sorted = pauses.toSorted((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(1);
  print(
    `  pauses of the loop for a commit: median ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${at(0.9999)} ms`,
  );
}

/** Matches all lines, with commits as the daemon would make them; notes how long each pause was. */
async function seconds(store: Store | undefined, pauses: number[]): Promise<number> {
  const engine = engineWith(RULES);
  store?.attach(engine, AROUND);
  const began = performance.now();
  for (let at = 0; at < lineCount; ) {
    const end = Math.min(lineCount, at + LINES_A_TURN);
    for (; at < end; at += 1) step(engine, { text: lineAt(at), source: "log", context: undefined });
    if (store?.isDue(performance.now())) await commit(store, pauses);
    else if (at % (LINES_A_TURN * 20) === 0) await nextTurn();
  }
  const taken = (performance.now() - began) / 1000;
  await store?.close();
  return taken;
}

async function commit(store: Store, pauses: number[]): Promise<void> {
  let before = performance.now();
  store.commit();
  while (store.encoding) {
    pauses.push(performance.now() - before);
    await nextTurn();
    before = performance.now();
  }
  pauses.push(performance.now() - before);
}

function lineAt(at: number): string {
  const pid = 1000 + (at % 5000);
  const user = `user${(at * 7919) % KEYS}`;
  return at % 5 === 0
    ? `Nov 14 22:13:20 host sshd[${pid}]: Failed password for ${user} from 192.0.2.7`
    : `Nov 14 22:13:20 host cron[${pid}]: (root) CMD (run-parts /etc/cron.hourly number ${at})`;
}

async function measureRestore(): Promise<void> {
  const count = 100_000;
  const operations = join(folder, "operations");
  await fill(operations, count, MANY.slice(0, MANY.indexOf("continue")));
  print(`bytes on disk for each of ${count} operations: ${Math.round(statSync(operations).size / count)}`);
  const both = join(folder, "both");
  await fill(both, count, MANY);
  const began = performance.now();
  const store = Store.open({ path: both, sync: "full", intervalMs: 200 }) as Store;
  const engine = engineWith(MANY);
  store.attach(engine, AROUND);
  const taken = (performance.now() - began) / 1000;
  print(`restore of ${sizeOf(engine)}: ${taken.toFixed(2)} s`);
  await store.close();
}

async function fill(path: string, count: number, rules: string): Promise<void> {
  const store = Store.open({ path, sync: "full", intervalMs: 200 }) as Store;
  const engine = engineWith(rules);
  store.attach(engine, AROUND);
  for (let at = 0; at < count; at += 1)
    step(engine, { text: `user${at} from 192.0.2.7`, source: "log", context: undefined });
  await store.close();
}

/** The program as it runs: from a line to the start of its command. */
async function measureAlerts(): Promise<void> {
  writeFileSync(
    join(folder, "rules"),
    "type=Single\nptype=RegExp\npattern=^alert (\\d+)$\ndesc=alert\naction=shellcmd echo $1 $(date +%%s%%N) >> started\n",
  );
  writeFileSync(join(folder, "in"), "");
  const args = ["-conf=rules", "-input=in", "-state=alerts", "-pid=pid", "-debug=1"];
  const program = spawn(process.execPath, ["--disable-sigusr1", MAIN, ...args], {
    cwd: folder,
    stdio: "ignore",
  });
  const read = (name: string): string =>
    existsSync(join(folder, name)) ? readFileSync(join(folder, name), "latin1") : "";
  while (read("pid") === "") await pause(10);
  for (let count = 0; count < ALERTS; count += 1) {
    appendFileSync(join(folder, "in"), `alert ${BigInt(Date.now()) * 1_000_000n}\n`);
    await pause(100);
  }
  while (read("started").split("\n").length <= ALERTS) await pause(10);
  program.kill("SIGTERM");
  const delays = read("started")
    .trimEnd()
    .split("\n")
    .map((line) => line.split(" ").map(Number) as [number, number])
    .map(([fed, started]) => (started - fed) / 1e6)
    .toSorted((a, b) => a - b);
  const at = (share: number): string => delays[Math.floor(delays.length * share)]!.toFixed(1);
  print(`an alert every 100 ms, from its line to its command: median ${at(0.5)} ms, p99 ${at(0.99)} ms`);
}

function sizeOf({ ruleSet, contexts }: Engine): string {
  const rules = ruleSet.files.flatMap((file) => file.rules);
  const operations = rules.reduce((sum, rule) => sum + rule.operations.size, 0);
  return `${operations} operations and ${contexts.size} contexts`;
}

function openStore(name: string, sync: "full" | "normal"): Store {
  return Store.open({ path: join(folder, name), sync, intervalMs: 200 }) as Store;
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
