// How long answers of the control socket keep the loop from matching, with 100,000 operations, contexts and
// events to come, as many stored lines, in a variable too, and 10,000 rules: CPU time of each turn of the
// event loop, so that other processes do not count.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { ControlClient } from "../../src/cli/ctl/client.ts";
import type { Engine } from "../../src/core/engine.ts";
import type { Controlled } from "../../src/daemon/control/controlled.ts";
import { ControlServer } from "../../src/daemon/control/server.ts";
import { dumpHead } from "../../src/daemon/dump-state.ts";
import { Log } from "../../src/daemon/log.ts";
import { engineWith, feed } from "../unit/store/engines.ts";

const COUNT = Number(process.env["SEC_TS_COUNT"] ?? 100_000);
const LIMIT_MS = 20;
const RULES = `type=SingleWithThreshold
ptype=RegExp
pattern=^(user\\d+)$
desc=logins of $1
action=write - %s; pipe '%s' mail -s "$1" root
window=31536000
thresh=10
continue=TakeNext

type=Single
ptype=RegExp
pattern=^(user\\d+)$
desc=$1
action=create C_$1 31536000 (logonly %s); add ALL $1 was here at %t; event 31536000 $1 again
continue=TakeNext

type=Single
ptype=SubStr
pattern=last line
desc=any
action=copy ALL %all; assign %last any
`;
/** Rules that nothing matches. */
const IDLE_RULES = 10_000;
const idleRule = (at: number) => `
type=Single
ptype=RegExp
pattern=never (seen) number ${at}
desc=any
action=pipe '%s' mail -s "$1 ${at}" root
`;

const REQUESTS: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ["status", {}],
  ["operations", {}],
  ["operations", { details: true }],
  ["operations", { containing: "user99999" }],
  ["contexts", {}],
  ["contexts", { lines: true }],
  ["contexts", { containing: "C_user99999" }],
  ["contexts", { containing: "ALL", lines: true }],
  ["rules", {}],
  ["rules", { containing: "number 9999" }],
  ["events", {}],
  ["variables", {}],
  ["inputs", {}],
  ["dump", {}],
];

if (isMainThread) await measure();
else await ask(workerData as string);

function filledEngine(): Engine {
  const engine = engineWith(
    RULES + Array.from({ length: IDLE_RULES }, (_, at) => idleRule(at)).join(""),
    undefined,
    Math.floor(Date.now() / 1000),
  );
  feed(engine, ...Array.from({ length: COUNT }, (_, at) => `user${at}`));
  feed(engine, "last line");
  return engine;
}

async function measure(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "control-bench-"));
  const path = join(folder, "socket");
  writeFileSync(join(folder, "log"), "");
  const engine = filledEngine();
  const now = Math.floor(Date.now() / 1000);
  const source = {
    engine,
    startedAt: now,
    rulesLoadedAt: now,
    now,
    commandLine: [],
    ruleTimes: false,
    children: [],
    loadTimes: new Map<string, number>(),
  };
  const controlled = {
    ...source,
    log: new Log(),
    options: { ruleperf: false },
    inputs: [],
    linesPerSecond: 0,
    troubles: [],
    dumpHead: () => dumpHead(source),
  } as unknown as Controlled;
  const server = new ControlServer(path, () => controlled);
  server.open((reason) => {
    throw new Error(reason);
  });
  const client = new Worker(new URL(import.meta.url), { workerData: path });
  let longest = 0;
  let before = cpuMs();
  let turns = 0;
  let tooLong = 0;
  const over = { now: false };
  client.on("message", ([name, items, ms]: [string, number, number]) => {
    const what = `${name}: ${items} items in ${Math.round(ms)} ms`;
    const long = `${tooLong} of ${turns} over ${LIMIT_MS} ms`;
    process.stdout.write(`${what}; longest turn ${longest.toFixed(1)} ms, ${long}\n`);
    longest = turns = tooLong = 0;
  });
  client.on("exit", () => {
    over.now = true;
  });
  while (!over.now) {
    await new Promise((next) => setImmediate(next));
    const present = cpuMs();
    longest = Math.max(longest, present - before);
    if (present - before > LIMIT_MS) tooLong += 1;
    before = present;
    turns += 1;
  }
  server.close();
  rmSync(folder, { recursive: true, force: true });
}

/** CPU time of this thread alone. */
function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

async function ask(path: string): Promise<void> {
  for (const [request, args] of REQUESTS) {
    const client = await ControlClient.connect(path, 600_000);
    const began = performance.now();
    const answer = await client.ask(request, args);
    let items = answer.result === undefined ? 0 : 1;
    if (answer.items) for await (const _ of client.rest(answer)) items += 1;
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    parentPort?.postMessage([`${request} ${JSON.stringify(args)}`, items, performance.now() - began]);
    client.close();
  }
}
