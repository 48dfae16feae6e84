import type { EngineOptions } from "../core/engine.ts";
import type { LogLevel } from "../core/ports.ts";
import type { ShellVariables } from "../core/templates/shell-template.ts";
import type { JournalFormatName } from "../inputs/journal/formats.ts";
import { type JournalPattern, parseJournalPattern } from "../inputs/journal/matches.ts";
import { type InputPattern, type InputSettings, inputPattern } from "../inputs/settings.ts";
import type { OutputSettings } from "../outputs/settings.ts";
import type { DaemonOptions } from "./option-table.ts";

/** What the options tell the engine. */
export function engineOptions(options: DaemonOptions): EngineOptions {
  return {
    jointBuffer: options.jointbuf,
    internalEvents: options.intevents,
    internalContexts:
      options.intcontexts ||
      inputPatterns(options).some(({ context }) => context !== undefined) ||
      journalPatterns(options).patterns.some(({ name }) => name !== undefined),
    eventStoreSize: options.evstoresize,
    cleanTimeSeconds: options.cleantime,
    quoting: options.quoting,
    shellVariables: options["shell-vars"] as ShellVariables,
    // Rules that are passed over would not be counted.
    literalIndex: options["literal-index"] && !options.ruleperf,
    logLevel: options.debug as LogLevel,
  };
}

/** What the options say about inputs. */
export function inputSettings(
  options: DaemonOptions,
): Omit<InputSettings, "log" | "now" | "execute" | "opener"> {
  return {
    patterns: inputPatterns(options),
    journals: journalPatterns(options).patterns,
    journalFormat: options["journal-format"] as JournalFormatName,
    journalFolder: options["journal-directory"],
    fromStart: options.fromstart,
    noTail: !options.tail,
    reopenTimeoutSeconds: options["reopen-timeout"],
    checkTimeoutSeconds: options["check-timeout"],
    pollTimeoutSeconds: options["poll-timeout"],
    blockBytes: options.blocksize,
    inputTimeoutSeconds: options["input-timeout"],
    timeoutScript: options["timeout-script"],
    rwFifo: options.rwfifo,
    keepOpen: options.keepopen,
    maxLineBytes: options["max-line"],
  };
}

/** What the options say about outputs. */
export function outputSettings(
  options: DaemonOptions,
): Pick<OutputSettings, "socketTimeoutSeconds" | "childTerm" | "limits" | "waitForStandardOutput"> {
  const wait = options["wait-for-stdout"];
  return {
    socketTimeoutSeconds: options["socket-timeout"],
    childTerm: options.childterm,
    // What reads to the end and stops is part of a pipeline, and its reader may take its time.
    waitForStandardOutput: wait === "auto" ? !options.tail : wait === "yes",
    limits: {
      children: options["max-children"],
      waitingCommands: options["max-waiting-commands"],
      queuedBytes: options["max-queue"],
      lineBytes: options["max-line"],
    },
  };
}

/** Whether standard input is among the inputs. */
export function readsStandardInput(options: DaemonOptions): boolean {
  return inputPatterns(options).some(({ pattern }) => pattern.split(/\s+/).includes("-"));
}

/** The values of `--input`; the names of contexts are bytes, one a character. */
function inputPatterns({ input }: DaemonOptions): readonly InputPattern[] {
  return input.map((value) => {
    const { pattern, context } = inputPattern(value);
    return { pattern, context: context && Buffer.from(context).toString("latin1") };
  });
}

/** The values of `--journal`, and what is wrong with those that are faulty. */
export function journalPatterns(options: Pick<DaemonOptions, "journal">): {
  readonly patterns: readonly JournalPattern[];
  readonly complaints: readonly string[];
} {
  const parsed = options.journal.map((value) => ({ value, pattern: parseJournalPattern(value) }));
  return {
    patterns: parsed.flatMap(({ pattern }) => (typeof pattern === "string" ? [] : [pattern])),
    complaints: parsed.flatMap(({ value, pattern }) =>
      typeof pattern === "string" ? [`Option journal: '${value}': ${pattern}`] : [],
    ),
  };
}
