import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { closeSync, fstatSync, mkdtempSync, openSync, readSync, rmSync, unlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseReplayOptions } from "../../src/cli/replay.ts";
import { ReplayPorts } from "../../src/cli/replay-ports.ts";
import { engineOptions, inputOptions } from "../../src/cli/sec-options.ts";
import { parseRuleFile } from "../../src/config/parse-rule-file.ts";
import { createEngine } from "../../src/core/create-engine.ts";
import { bufferOf, type Engine, type EngineOptions } from "../../src/core/engine.ts";
import { PerlExit } from "../../src/core/perl-port.ts";
import { compileRuleSet } from "../../src/core/rule-set.ts";
import { restore, type SavedState, save } from "../../src/core/saved-state.ts";
import { arriveSignals, noteSignal } from "../../src/core/signals.ts";
import { advance, finish } from "../../src/core/step.ts";
import { continueTimeline, runTimeline, type TimedLine, type TimedLines } from "../../src/core/timeline.ts";
import { PerlHost } from "../../src/perl/perl-host.ts";
import { stateOfEngine } from "./engine-state.ts";
import type { ConformanceCase, Outcome, SecondOfOutput, State } from "./outcome.ts";

export interface EngineRun {
  /** After how many lines the engine is saved as JSON and goes on as a new one that was restored from it. */
  readonly restartAfter?: number;
  /** Whether rules are left out by their literals; that is the rule unless this is false. */
  readonly literalIndex?: boolean;
  /** Whether lines come as bytes, as inputs give them, and not as text. */
  readonly asBytes?: boolean;
}

/** Runs one case with our engine, in virtual time. */
export function runEngine(conformanceCase: ConformanceCase, how: EngineRun = {}): Outcome {
  const zone = process.env["TZ"];
  const folder = mkdtempSync(join(tmpdir(), "sec-ts-"));
  process.env["TZ"] = conformanceCase.zone ?? "UTC";
  try {
    return runInZone(conformanceCase, folder, how);
  } finally {
    rmSync(folder, { recursive: true });
    if (zone === undefined) delete process.env["TZ"];
    else process.env["TZ"] = zone;
  }
}

function runInZone(conformanceCase: ConformanceCase, folder: string, how: EngineRun): Outcome {
  const start = firstSecondOf(conformanceCase);
  const recorder = new Recorder(start);
  const perl = new RecordedPerl(folder, recorder, start);
  try {
    return runWith(conformanceCase, folder, how, recorder, perl.host);
  } catch (exit) {
    if (!(exit instanceof PerlExit)) throw exit;
    return recorder.outcome(undefined, exit.status);
  } finally {
    perl.end();
  }
}

function runWith(
  conformanceCase: ConformanceCase,
  folder: string,
  { restartAfter, literalIndex = true, asBytes = false }: EngineRun,
  recorder: Recorder,
  perl: PerlHost,
): Outcome {
  const { files, trace, inputs, options } = conformanceCase;
  const settings = readOptions(options);
  const parsing = {
    digest,
    bufferSize: settings.bufferSize,
    perl: (code: string) => perl.compile(code),
  };
  const ruleFiles = Object.entries(files).map(([path, text]) => parseRuleFile(path, text, parsing).file);
  const texts = merge(inputs ?? { "-": trace }, settings.contexts);
  const lines = asBytes ? { ...texts, timed: texts.timed.map(bytesOf) } : texts;
  const ports = new ReplayPorts({
    write: (text) => recorder.write(text),
    log: (_level, message) => recorder.log(message),
    runCommands: true,
    folder,
    perl,
  });
  const newEngine = (): Engine => {
    const ruleSet = compileRuleSet(ruleFiles, settings.bufferSize);
    const start = firstSecondOf(conformanceCase);
    const engine = createEngine(ruleSet, { ...settings.engine, literalIndex }, ports, start);
    for (const source of Object.keys(conformanceCase.inputs ?? { "-": conformanceCase.trace }))
      bufferOf(engine, source);
    recorder.engine = engine;
    return engine;
  };
  let engine = newEngine();
  const before = lines.timed.slice(0, restartAfter);
  runTimeline(engine, timedLines(before, Number.NEGATIVE_INFINITY));
  if (restartAfter !== undefined && !engine.ended) {
    const saved = JSON.parse(JSON.stringify(save(engine))) as SavedState;
    engine = newEngine();
    assert.deepEqual(restore(engine, saved), { operations: 0, actionLists: 0 });
    assert.deepEqual(save(engine), saved);
  }
  continueTimeline(engine, timedLines(lines.timed.slice(before.length), lines.end));
  // The dump of the reference is asked for by a signal, and others may have waited for one.
  noteSignal(engine, "USR1");
  arriveSignals(engine);
  const state = engine.ended ? undefined : stateOfEngine(engine);
  advance(engine, engine.now);
  finish(engine);
  perl.close();
  return recorder.outcome(state, 0);
}

/** A Perl process whose output is recorded as ours is. It is started when a rule needs it. */
class RecordedPerl {
  readonly host: PerlHost;
  private readonly file: number;
  private readonly warnings = openSync("/dev/null", "w");
  private readBytes = 0;

  constructor(folder: string, recorder: Recorder, start: number) {
    this.file = openSync(`${folder}.output`, "ax+");
    unlinkSync(`${folder}.output`);
    this.host = new PerlHost({
      virtualStart: () => start,
      folder,
      stdout: this.file,
      stderr: this.warnings,
      afterCall: () => recorder.write(this.read()),
      log: (message) => recorder.log(message),
    });
  }

  end(): void {
    this.host.close();
    closeSync(this.file);
    closeSync(this.warnings);
  }

  /** What the code has printed since the last time. */
  private read(): string {
    const bytes = Buffer.alloc(fstatSync(this.file).size - this.readBytes);
    readSync(this.file, bytes, 0, bytes.length, this.readBytes);
    this.readBytes += bytes.length;
    return bytes.toString("latin1");
  }
}

export function timedLines(lines: readonly TimedLine[], end: number): TimedLines {
  const iterator = lines.values();
  return { next: () => iterator.next().value, end };
}

export const digest = (text: string): string => createHash("sha256").update(text, "latin1").digest("hex");

interface Settings {
  readonly bufferSize: number;
  readonly engine: EngineOptions;
  /** Internal contexts of inputs that have one of their own. */
  readonly contexts: ReadonlyMap<string, string>;
}

export function readOptions(options: readonly string[]): Settings {
  const parsed = parseReplayOptions(options);
  const contexts = inputOptions(parsed).flatMap(({ pattern, context }) =>
    context === undefined ? [] : [[pattern, context] as const],
  );
  return {
    bufferSize: parsed.bufsize,
    contexts: new Map(contexts),
    engine: { ...engineOptions(parsed), logLevel: 6 },
  };
}

/** Keeps what the engine does, by virtual second. */
class Recorder {
  engine: Engine | undefined;
  private readonly start: number;
  private readonly output = new Map<number, string>();
  private readonly messages = new Map<number, string[]>();

  /** `start` is the second in which the rules are read. */
  constructor(start: number) {
    this.start = start;
  }

  write(text: string): void {
    if (text === "") return;
    const now = this.engine?.now ?? this.start;
    this.output.set(now, (this.output.get(now) ?? "") + text);
  }

  log(message: string): void {
    const now = this.engine?.now ?? this.start;
    this.messages.set(now, [...(this.messages.get(now) ?? []), message]);
  }

  outcome(state: State | undefined, exitCode: number): Outcome {
    const ordered = [...this.output].map(([time, text]) => ({
      time,
      lines: text.replace(/\n$/, "").split("\n"),
    }));
    return {
      ordered,
      output: ordered.map(({ time, lines }): SecondOfOutput => ({ time, lines: lines.toSorted() })),
      log: [...this.messages].map(([time, lines]) => ({ time, lines })),
      errors: [],
      ...(state && { state }),
      exitCode,
    };
  }
}

/** A line among others in a chunk. */
function bytesOf(line: TimedLine): TimedLine {
  const bytes = Buffer.from(`before\n${line.text}\nafter\n`, "latin1");
  return { ...line, bytes, start: "before\n".length, end: bytes.length - "\nafter\n".length };
}

interface MergedInput {
  readonly timed: readonly TimedLine[];
  readonly end: number;
}

/**
 * In each second every input delivers one line a round, in the order of names, until none has a line left.
 */
export function merge(
  inputs: Readonly<Record<string, string>>,
  contexts: ReadonlyMap<string, string>,
): MergedInput {
  const sources = Object.keys(inputs)
    .toSorted()
    .map((source) => ({ source, ...readTrace(inputs[source]!) }));
  const timed: TimedLine[] = [];
  const end = Math.max(...sources.map((source) => source.end));
  const seconds = new Set(sources.flatMap(({ lines }) => lines.map(({ time }) => time)));
  for (const second of [...seconds].toSorted((a, b) => a - b)) {
    const due = sources.map(({ source, lines }) => ({
      source,
      lines: lines.filter(({ time }) => time === second),
    }));
    const rounds = Math.max(...due.map(({ lines }) => lines.length));
    for (let round = 0; round < rounds; round += 1) {
      for (const { source, lines } of due) {
        const line = lines[round];
        if (line) timed.push({ ...line, source, context: contexts.get(source) });
      }
    }
  }
  return { timed, end };
}

export function firstSecondOf({ inputs, trace }: ConformanceCase): number {
  return Math.min(...Object.values(inputs ?? { "-": trace }).map(firstSecond));
}

function firstSecond(trace: string): number {
  return Number(/^@(\d+)/m.exec(trace)?.[1] ?? 0);
}

function readTrace(trace: string): {
  readonly lines: { time: number; text: string }[];
  readonly end: number;
} {
  const lines: { time: number; text: string }[] = [];
  let second = 0;
  const body = trace.replace(/\n$/, "");
  for (const line of body === "" ? [] : body.split("\n")) {
    const clock = /^@(\d+)(?:\.\d*)?(?: (.*))?$/s.exec(line);
    if (clock) second = Math.max(second, Number(clock[1]));
    const text = clock ? clock[2] : line;
    if (text !== undefined) lines.push({ time: second, text });
  }
  return { lines, end: second };
}
