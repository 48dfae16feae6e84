import { createHash } from "node:crypto";
import { openSync, readFileSync, readSync, writeSync } from "node:fs";
import { parseArgs } from "node:util";
import { parseRuleFile } from "../../../src/config/parse-rule-file.ts";
import { localTimeText } from "../../../src/core/actions/built-in-variables.ts";
import { createEngine } from "../../../src/core/create-engine.ts";
import { bufferOf } from "../../../src/core/engine.ts";
import type { LogLevel } from "../../../src/core/ports.ts";
import { compileRuleSet } from "../../../src/core/rule-set.ts";
import { advance, finish, start, step } from "../../../src/core/step.ts";
import { Outputs } from "../../../src/outputs/outputs.ts";
import { DEFAULT_LIMITS } from "../../../src/outputs/settings.ts";
import { localTime } from "../../../src/system/local-time.ts";
import { watch } from "../../../src/system/poll.ts";

/*
 * The engine and the outputs with standard input, in real time: as much of a daemon as the scripts about
 * outputs need. It takes those options of SEC that they use.
 */
const MILLISECONDS_BETWEEN_TICKS = 100;

const { values: options } = parseArgs({
  strict: false,
  options: {
    conf: { type: "string" },
    log: { type: "string" },
    debug: { type: "string", default: "6" },
    "socket-timeout": { type: "string", default: "60" },
    intcontexts: { type: "boolean", default: false },
    childterm: { type: "boolean", default: true },
    nochildterm: { type: "boolean", default: false },
  },
});
const text = (value: unknown): string => String(value);

const now = (): number => Math.floor(Date.now() / 1000);
const logFile = openSync(text(options["log"]), "a");
const logLevel = Number(options["debug"]) as LogLevel;
function log(level: LogLevel, message: string): void {
  if (level > logLevel) return;
  writeSync(logFile, Buffer.from(`${localTimeText(localTime(now()))}: ${message}\n`, "latin1"));
}

const conf = text(options["conf"]);
const { file } = parseRuleFile(conf, readFileSync(conf, "latin1"), {
  digest: (rule) => createHash("sha256").update(rule, "latin1").digest("hex"),
  bufferSize: 0,
});
const outputs = new Outputs({
  log,
  onNews: () => setImmediate(() => advance(engine, now())),
  socketTimeoutSeconds: Number(options["socket-timeout"]),
  childTerm: options["nochildterm"] !== true,
  waitForStandardOutput: process.env["SEC_TS_WAIT"] === "yes",
  limits: {
    ...DEFAULT_LIMITS,
    ...(JSON.parse(process.env["SEC_TS_LIMITS"] ?? "{}") as Partial<typeof DEFAULT_LIMITS>),
  },
});
const engine = createEngine(
  compileRuleSet([file], 0),
  {
    jointBuffer: true,
    internalEvents: false,
    internalContexts: options["intcontexts"] === true,
    eventStoreSize: 0,
    cleanTimeSeconds: 1,
    quoting: false,
    literalIndex: true,
    logLevel,
  },
  {
    localTime,
    log,
    childNews: () => outputs.childNews(),
    perform(effect) {
      if (effect.kind === "signal") {
        if (effect.signal === "HUP") outputs.terminateChildren();
        if (["HUP", "ABRT", "USR2"].includes(effect.signal)) outputs.closeOutputs();
      } else if (effect.kind !== "add-input" && effect.kind !== "drop-input") outputs.perform(effect);
    },
  },
  now(),
);
bufferOf(engine, "-");
log(4, "Opening input file -");
start(engine);
const ticks = setInterval(() => advance(engine, now()), MILLISECONDS_BETWEEN_TICKS);

const chunk = Buffer.alloc(65_536);
let rest = "";
const input = watch(0, "readable", () => {
  const count = readSync(0, chunk);
  const lines = (rest + chunk.toString("latin1", 0, count)).split("\n");
  rest = lines.pop() ?? "";
  for (const line of lines) {
    engine.now = now();
    step(engine, { text: line, source: "-", context: undefined });
  }
  if (count === 0) void end();
});

async function end(): Promise<void> {
  input.close();
  clearInterval(ticks);
  finish(engine);
  await outputs.close();
}
