import { closeSync, openSync, statSync, writeSync } from "node:fs";
import yargs, { type Argv } from "yargs";
import { linesOf } from "../config/position.ts";
import { localTimeText } from "../core/actions/built-in-variables.ts";
import { createEngine } from "../core/create-engine.ts";
import { PerlExit } from "../core/perl-port.ts";
import type { LogLevel } from "../core/ports.ts";
import { compileRuleSet } from "../core/rule-set.ts";
import type { RuleFile } from "../core/rules/index.ts";
import type { Dropped } from "../core/saved-state.ts";
import { finish } from "../core/step.ts";
import type { ShellVariables } from "../core/templates/shell-template.ts";
import { continueTimeline, drain, runTimeline, type TimedLines } from "../core/timeline.ts";
import { loadRuleFiles } from "../daemon/rule-files.ts";
import { perlGlob } from "../inputs/perl-glob.ts";
import { TIMESTAMP_FORMATS } from "../inputs/timestamps/index.ts";
import { zoneOffset } from "../inputs/timestamps/zone.ts";
import { PerlHost } from "../perl/perl-host.ts";
import { DYNAMIC_INPUTS, type Loaded } from "../store/load.ts";
import { beginWithState, stateIn } from "../store/whole-state.ts";
import { localTime } from "../system/local-time.ts";
import { AddedInputs } from "./added-inputs.ts";
import { normaliseArguments } from "./arguments.ts";
import type { Command } from "./command.ts";
import { displayable } from "./displayable.ts";
import { PERL_OPTIONS, perlOptions } from "./perl-options.ts";
import { ProgressLine } from "./progress.ts";
import { ReplayDump } from "./replay-dump.ts";
import { type ReplayClock, type ReplayCounts, type ReplayInput, ReplayTimeline } from "./replay-input.ts";
import { continued, positionsOf } from "./replay-places.ts";
import { ReplayPorts } from "./replay-ports.ts";
import { rowsAfter, unreadBefore } from "./replay-rows.ts";
import {
  ENGINE_OPTIONS,
  engineOptions,
  flagsAmong,
  inputOptions,
  SEC_OPTION_NAMES,
  spellNegations,
  tolerateSecOptions,
} from "./sec-options.ts";

const OPTIONS = {
  ...ENGINE_OPTIONS,
  clock: {
    choices: ["auto", ...Object.keys(TIMESTAMP_FORMATS)],
    default: "auto",
    describe: "where a line's time stands: auto finds out",
  },
  "clock-year": { type: "number", describe: "year of the first line, for rfc3164" },
  "clock-zone": { type: "string", default: "local", describe: "zone of times that name none" },
  ...PERL_OPTIONS,
  state: {
    type: "string",
    describe: "file with the state to begin with, and to be left at the end; inputs go on where it ends",
  },
  reread: {
    type: "boolean",
    default: false,
    describe: "read inputs from their beginning, though the state says how far they have been read",
  },
  dump: {
    type: "string",
    describe: "file for the state, written when sigemul USR1 asks for it, else at the end",
  },
  dumpfts: { type: "boolean", default: false, describe: "add the time to the name of that file" },
  dumpfjson: { type: "boolean", default: false, describe: "write the state as JSON" },
  drain: { type: "boolean", default: false, describe: "go on after the last line until nothing is pending" },
  "run-commands": {
    type: "boolean",
    default: false,
    describe: "run commands and write files, not only show them",
  },
} as const;

/** Warnings and logonly messages; a log file gets what `--debug` says. */
const TERMINAL_LOG_LEVEL = 4;
const OUTPUT_CHUNK = 64 * 1024;
/** With `--drain`, contexts and windows that outlive this many seconds are not waited for. */
const LONGEST_DRAIN_SECONDS = 10 * 366 * 86_400;

/** `sec-ts replay`. */
export const command: Command = {
  summary: "run rules over logs in the logs' own time",
  synopsis: "--conf=GLOB… --input=FILE… [option …]",
  options: OPTIONS,
  run: async (args) => {
    const options = parseReplayOptions(args);
    if (options["help"]) return 0;
    return replay(options);
  },
};

type ReplayOptions = ReturnType<typeof parseReplayOptions>;

/** Reads the arguments of `sec-ts replay`, in all of SEC's spellings. Throws, with a message for the user. */
export function parseReplayOptions(args: readonly string[]) {
  const names = [...Object.keys(OPTIONS), ...SEC_OPTION_NAMES, "help"];
  const parser = yargs([...normaliseArguments(spellNegations(args), names, flagsAmong(OPTIONS))])
    .scriptName("sec-ts replay")
    .usage(
      "sec-ts replay --conf=GLOB… --input=FILE… [options]\n\nRuns rules over logs in the logs' own time.",
    )
    .options(OPTIONS);
  tolerateSecOptions(parser as unknown as Argv, OPTIONS);
  const single = Object.keys(OPTIONS).filter((name) => name !== "conf" && name !== "input");
  return parser
    .coerce(single, (value: unknown) => (Array.isArray(value) ? value.at(-1) : value))
    .version(false)
    .strict()
    .wrap(80)
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? new Error(message);
    })
    .parseSync();
}

function replay(options: ReplayOptions): number {
  const output = new BufferedOutput();
  // Code that runs when rules are read wants to know when the first line came.
  let opened: ReplayTimeline | undefined;
  const timeline = (): ReplayTimeline => (opened ??= openTimeline(options));
  const perl = new PerlHost({
    ...perlOptions(options),
    virtualStart: () => timeline().start,
    beforeCall: () => output.flush(),
    log: (message) => complain(message),
  });
  try {
    return replayWith(options, output, perl, timeline);
  } catch (exit) {
    if (!(exit instanceof PerlExit)) throw exit;
    output.flush();
    return exit.status;
  } finally {
    perl.close();
  }
}

function replayWith(
  options: ReplayOptions,
  output: BufferedOutput,
  perl: PerlHost,
  timeline: () => ReplayTimeline,
): number {
  engineOptions(options);
  const ruleFiles = loadRules(options, perl);
  if (!ruleFiles) throw new Error("no valid rule in any rule file");
  const lines = timeline();
  run(options, ruleFiles, lines, totalBytes(inputsOf(options).map(({ path }) => path)), output, perl);
  report(lines.counts);
  return 0;
}

function inputsOf(options: ReplayOptions): readonly ReplayInput[] {
  return inputOptions(options).flatMap(({ pattern, context }) =>
    perlGlob(pattern).map((path) => ({ path, context })),
  );
}

/** Opens the inputs, and reads as far as it takes to know when their lines begin. */
function openTimeline(options: ReplayOptions): ReplayTimeline {
  const state = savedState(options);
  const saved = options.reread ? [] : (state?.inputs ?? []);
  const inputs = inputsOf(options).map((input) => continued(input, saved));
  for (const { path, from } of inputs)
    if (from !== undefined) complain(`${path}: goes on at byte ${from}, where the state ends`);
  const paths = inputs.map(({ path }) => path);
  for (const message of unreadBefore(paths, saved)) complain(message);
  if (inputs.length === 0) throw new Error("no input: use --input=FILE, or --input=- for standard input");
  const offset = zoneOffset(options["clock-zone"]);
  if (!offset) throw new Error(`--clock-zone: there is no time zone '${options["clock-zone"]}'`);
  const present = new Date();
  const settings = { year: options["clock-year"] ?? present.getFullYear(), zoneOffset: offset };
  const start = Math.floor(present.getTime() / 1000);
  return new ReplayTimeline(inputs, options.clock as ReplayClock, settings, start, state?.state.now);
}

function savedState({ state }: ReplayOptions): Loaded | undefined {
  if (state === undefined) return undefined;
  const { loaded, setAside } = stateIn(state);
  complainOfDamage(state, setAside);
  return loaded;
}

function complainOfDamage(state: string, setAside: string | undefined): void {
  if (setAside !== undefined) complain(`${state}: damaged, and now ${setAside}; beginning without state`);
}

/** Reads the rule files and says what is wrong in them; the faulty rules are left out, as SEC does. */
function loadRules(options: ReplayOptions, perl: PerlHost): readonly RuleFile[] | undefined {
  const paths = [...new Set((options.conf ?? []).flatMap((patterns) => perlGlob(patterns)))];
  if (paths.length === 0) throw new Error("no rules: use --conf=GLOB");
  const loaded: RuleFile[] = [];
  for (const file of loadRuleFiles(paths, perl, options.bufsize, options["shell-vars"] as ShellVariables)) {
    if ("unread" in file) {
      complain(`${file.path}: ${file.unread.reason}`);
      continue;
    }
    const { positionOf } = linesOf(file.text);
    for (const { severity, span, message, hint } of file.parsed.diagnostics) {
      const { line, column } = positionOf(span.start);
      const advice = hint === undefined ? "" : ` (${hint})`;
      if (severity === "error") complain(`${file.path}:${line}:${column}: ${message}${advice}`);
    }
    loaded.push(file.parsed.file);
  }
  return loaded.some(({ rules }) => rules.length > 0) ? loaded : undefined;
}

function run(
  options: ReplayOptions,
  ruleFiles: readonly RuleFile[],
  timeline: ReplayTimeline,
  bytes: number,
  output: BufferedOutput,
  perl: PerlHost,
): void {
  const log = options.log === undefined ? undefined : openSync(options.log, "a");
  const ports = new ReplayPorts({
    write: (text) => output.write(text),
    log: (level, message) => writeLog(level, message),
    runCommands: options["run-commands"],
    addedInputs: {
      add: (path, offset, context) => added.add(path, offset, context, engine.now),
      drop: (path) => added.drop(path),
      dropAll: () => added.dropAll(),
    },
    dump: () => dump.write(),
    perl,
  });
  const settings = engineOptions(options);
  const logLevel =
    log === undefined ? (Math.min(settings.logLevel, TERMINAL_LOG_LEVEL) as LogLevel) : settings.logLevel;
  const ruleSet = compileRuleSet(ruleFiles, options.bufsize);
  const engine = createEngine(ruleSet, { ...settings, logLevel }, ports, timeline.start);
  const writeLog = (level: LogLevel, message: string): void => {
    if (level > engine.logLevel) return;
    const record = `${localTimeText(localTime(engine.now))}: ${displayable(message).text}\n`;
    if (log !== undefined) writeSync(log, record);
    else {
      progress.clear();
      process.stderr.write(record);
    }
  };
  const added = new AddedInputs(timeline, writeLog);
  const dump = new ReplayDump(options, {
    engine,
    commandLine: process.argv.slice(2),
    inputs: () => timeline.status(),
    log: writeLog,
  });
  const progress = new ProgressLine(process.stderr, bytes);
  output.beforeWriting = () => progress.clear();
  const state = options.state === undefined ? undefined : beginWithState(options.state, engine);
  const lines = watched(timeline, progress);
  let lastIsMatched: boolean;
  if (state) complainOfDamage(options.state!, state.setAside);
  if (state?.dropped) {
    complainOfDropped(state.dropped);
    const dynamic = state.loaded?.notes.get(DYNAMIC_INPUTS);
    if (dynamic !== undefined) added.resume(dynamic, state.loaded?.inputs ?? [], engine.now);
    lastIsMatched = continueTimeline(engine, lines);
  } else lastIsMatched = runTimeline(engine, lines);
  if (options.drain) drain(engine, engine.now + LONGEST_DRAIN_SECONDS);
  // What the end of the program brings about is not part of what goes on next time.
  const save = state?.take();
  const positions = state && positionsOf(timeline.places(lastIsMatched));
  dump.atEnd();
  finish(engine);
  progress.clear();
  output.flush();
  if (log !== undefined) closeSync(log);
  // Last of all: whoever is killed before has all of it to do again, and nothing has been lost.
  const names = new Set(timeline.status().map(({ file }) => file));
  const { gone, moved } = rowsAfter(state?.loaded?.inputs ?? [], names, positions ?? []);
  const notes = new Map([[DYNAMIC_INPUTS, added.saved()]]);
  save?.({ positions: [...moved, ...(positions ?? [])], gone, notes });
}

function watched(timeline: ReplayTimeline, progress: ProgressLine): TimedLines {
  return {
    next() {
      progress.step(timeline.counts);
      return timeline.next();
    },
    get end() {
      return timeline.end;
    },
  };
}

function complainOfDropped({ operations, actionLists }: Dropped): void {
  if (operations + actionLists === 0) return;
  const what = `${operations} operations and the action lists of ${actionLists} contexts were`;
  complain(`${what} dropped from the state, since their rules are no longer there`);
}

/** Standard output, a chunk at a time. */
class BufferedOutput {
  beforeWriting: (() => void) | undefined;
  private text = "";

  write(text: string): void {
    this.text += text;
    if (this.text.length > OUTPUT_CHUNK) this.flush();
  }

  flush(): void {
    if (this.text === "") return;
    this.beforeWriting?.();
    const bytes = Buffer.from(this.text, "latin1");
    this.text = "";
    for (let written = 0; written < bytes.length; ) written += writeSync(1, bytes, written);
  }
}

function report({ lines, withoutTime, late }: ReplayCounts): void {
  if (late > 0)
    complain(`${late} of ${lines} lines were late: their time lay before that of the line before`);
  if (withoutTime > 0) complain(`${withoutTime} of ${lines} lines had no timestamp and kept the time before`);
}

function totalBytes(paths: readonly string[]): number {
  return paths.reduce((sum, path) => (path === "-" ? sum : sum + statSync(path).size), 0);
}

function complain(message: string): void {
  process.stderr.write(`sec-ts replay: ${displayable(message).text}\n`);
}
