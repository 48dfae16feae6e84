/*
 * A program around src/inputs that takes SEC's options for inputs, and does with lines what `rules.conf`
 * makes the reference do: lines are written to standard output with their source and context, `add F [OFFSET
 * [CONTEXT]]` and `drop F` run the actions, `HUP` and `ABRT` emulate signals, `w F TEXT` writes to a file.
 */

import { spawn } from "node:child_process";
import { appendFileSync, writeFileSync, writeSync } from "node:fs";
import { parseArgs } from "node:util";
import { Inputs, type TakenLine } from "../../../../src/inputs/inputs.ts";
import { DEFAULT_INPUT_SETTINGS } from "../../../../src/inputs/settings.ts";
import { statusText } from "./status-text.ts";

const text = { type: "string" } as const;
const flag = { type: "boolean" } as const;
const { values } = parseArgs({
  allowNegative: true,
  options: {
    input: { ...text, multiple: true },
    log: text,
    debug: text,
    dump: text,
    blocksize: text,
    fromstart: flag,
    notail: flag,
    norwfifo: flag,
    nokeepopen: flag,
    "reopen-timeout": text,
    "check-timeout": text,
    "poll-timeout": text,
    "input-timeout": text,
    "timeout-script": text,
  },
});

const patterns = (values.input ?? []).map((value) => {
  const found = /^(.+)=(\S+)$/s.exec(value);
  return found ? { pattern: found[1]!, context: found[2] } : { pattern: value, context: undefined };
});

const inputs = new Inputs({
  ...DEFAULT_INPUT_SETTINGS,
  patterns,
  fromStart: values.fromstart ?? false,
  noTail: values.notail ?? false,
  rwFifo: !values.norwfifo,
  keepOpen: !values.nokeepopen,
  reopenTimeoutSeconds: Number(values["reopen-timeout"] ?? 0),
  checkTimeoutSeconds: Number(values["check-timeout"] ?? 0),
  pollTimeoutSeconds: Number(values["poll-timeout"] ?? 0.1),
  inputTimeoutSeconds: Number(values["input-timeout"] ?? 0),
  timeoutScript: values["timeout-script"],
  blockBytes: Number(values.blocksize ?? 8192),
  log: (level, message) => {
    if (level <= Number(values.debug ?? 6)) record(message);
  },
  now: () => Date.now() / 1000,
  execute: ([program = "", ...args]) => void spawn(program, args, { stdio: "ignore" }).on("error", () => {}),
});

function record(message: string): void {
  if (values.log) appendFileSync(values.log, `${message}\n`, "latin1");
}

function visit({ text: line, source, context }: TakenLine): void {
  const [command, ...parameters] = line.split(" ");
  if (command === "add") inputs.add(parameters[0]!, parameters[1] ?? "-", parameters[2]);
  else if (command === "drop") inputs.drop(parameters[0]!);
  else if (command === "w") appendFileSync(parameters[0]!, `${parameters[1]}\n`);
  else writeSync(1, Buffer.from(`${source} ${context ?? `_FILE_EVENT_${source}`} ${line}\n`, "latin1"));
  if (line === "HUP" || line === "ABRT") signal(line);
}

function signal(name: "HUP" | "ABRT"): void {
  record(`SIG${name} received`);
  inputs.reopen(name);
}

const ROUNDS_AT_ONCE = 1000;

function work(): void {
  for (let round = 0; round < ROUNDS_AT_ONCE; round += 1) {
    if (!inputs.takeRound(visit)) {
      if (inputs.atEnd) stop();
      return;
    }
  }
  setImmediate(work);
}

function stop(): void {
  inputs.close();
  process.exit(0);
}

process.on("SIGHUP", () => signal("HUP"));
process.on("SIGABRT", () => signal("ABRT"));
process.on("SIGTERM", stop);
process.on("SIGUSR1", () => {
  writeFileSync(values.dump!, inputs.status().map(statusText).join(""), "latin1");
  record("Dump completed");
});
inputs.open();
inputs.onReadable(() => setImmediate(work));
if (inputs.atEnd) stop();
record("All inputs are open");
