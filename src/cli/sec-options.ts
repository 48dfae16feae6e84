import type { Argv } from "yargs";
import type { EngineOptions } from "../core/engine.ts";
import type { LogLevel } from "../core/ports.ts";
import type { ShellVariables } from "../core/templates/shell-template.ts";
import { type InputPattern, inputPattern } from "../inputs/settings.ts";

/**
 * SEC's options that concern the engine, for yargs (manual: "OPTIONS"). The others of SEC, which say how a
 * daemon behaves, are in {@link DAEMON_FLAGS} and {@link DAEMON_VALUES}.
 */
export const ENGINE_OPTIONS = {
  conf: { type: "string", array: true, nargs: 1, describe: "rule files: names or patterns" },
  input: { type: "string", array: true, nargs: 1, describe: "input files, each maybe with =CONTEXT" },
  bufsize: { type: "number", default: 0, describe: "lines in an input buffer, 0 for as many as needed" },
  evstoresize: { type: "number", default: 0, describe: "most lines in an event store, 0 for no limit" },
  cleantime: { type: "number", default: 1, describe: "seconds between looking after what is due" },
  jointbuf: { type: "boolean", default: false, describe: "one input buffer for all inputs" },
  intevents: { type: "boolean", default: false, describe: "create internal events" },
  intcontexts: { type: "boolean", default: false, describe: "create internal contexts" },
  quoting: { type: "boolean", default: false, describe: "put %s in single quotes in command lines" },
  "shell-vars": {
    type: "string",
    choices: ["raw", "escape", "refuse"],
    default: "raw",
    describe: "values in command lines for the shell: as they are, quoted, or none",
  },
  "literal-index": {
    type: "boolean",
    default: true,
    describe: "pass over rules whose literals a line lacks",
  },
  log: { type: "string", describe: "log file" },
  debug: { type: "number", default: 6, describe: "level of messages that are logged, 1 to 6" },
} as const;

/** Flags of SEC that do not change what a replay does. */
export const DAEMON_FLAGS = [
  "ruleperf",
  "dumpfts",
  "dumpfjson",
  "tail",
  "fromstart",
  "detach",
  "keepopen",
  "rwfifo",
  "childterm",
] as const;

/** Options of SEC with a value that do not change what a replay does. */
export const DAEMON_VALUES = [
  "input-timeout",
  "timeout-script",
  "reopen-timeout",
  "check-timeout",
  "poll-timeout",
  "socket-timeout",
  "blocksize",
  "syslog",
  "pid",
  "dump",
  "user",
  "group",
  "umask",
] as const;

/** What yargs makes of {@link ENGINE_OPTIONS}. */
export interface ParsedEngineOptions {
  readonly conf?: readonly string[] | undefined;
  readonly input?: readonly string[] | undefined;
  readonly bufsize: number;
  readonly evstoresize: number;
  readonly cleantime: number;
  readonly jointbuf: boolean;
  readonly intevents: boolean;
  readonly intcontexts: boolean;
  readonly quoting: boolean;
  readonly "shell-vars": string;
  readonly "literal-index": boolean;
  readonly debug: number;
}

/** The engine's settings. Throws, with a message for the user, if a number makes no sense. */
export function engineOptions(options: ParsedEngineOptions): EngineOptions {
  for (const name of ["bufsize", "evstoresize", "cleantime"] as const) {
    if (!Number.isInteger(options[name]) || options[name] < 0) {
      throw new Error(`--${name} takes a whole number that is not negative`);
    }
  }
  if (![1, 2, 3, 4, 5, 6].includes(options.debug)) throw new Error("--debug takes a number from 1 to 6");
  return {
    jointBuffer: options.jointbuf,
    internalEvents: options.intevents,
    internalContexts:
      options.intcontexts || inputOptions(options).some(({ context }) => context !== undefined),
    eventStoreSize: options.evstoresize,
    cleanTimeSeconds: options.cleantime,
    quoting: options.quoting,
    shellVariables: options["shell-vars"] as ShellVariables,
    literalIndex: options["literal-index"],
    logLevel: options.debug as LogLevel,
  };
}

/** The values of `--input`. */
export function inputOptions({ input }: Pick<ParsedEngineOptions, "input">): readonly InputPattern[] {
  return (input ?? []).map(inputPattern);
}

const FLAGS: readonly string[] = [
  ...Object.entries(ENGINE_OPTIONS).flatMap(([name, { type }]) => (type === "boolean" ? [name] : [])),
  ...DAEMON_FLAGS,
  "testonly",
];

/** The names of SEC's options that take no value, for {@link normaliseArguments}. */
export const SEC_FLAG_NAMES: readonly string[] = [...FLAGS, ...FLAGS.map((flag) => `no-${flag}`)];

/** Every name of an option of SEC, for {@link normaliseArguments}. */
export const SEC_OPTION_NAMES: readonly string[] = [
  ...new Set([...Object.keys(ENGINE_OPTIONS), ...DAEMON_VALUES, ...SEC_FLAG_NAMES]),
];

/** The names of the options that are switched on or off, and have no value. */
export function flagsAmong(options: Readonly<Record<string, object>>): readonly string[] {
  const flags = Object.entries(options).flatMap(([name, option]) =>
    "type" in option && option.type === "boolean" ? [name] : [],
  );
  return [...SEC_FLAG_NAMES, ...flags, ...flags.map((flag) => `no-${flag}`), "help"];
}

/**
 * Lets a command take SEC's other options, which do not concern it, so that a whole command line can be
 * used.
 */
export function tolerateSecOptions(parser: Argv, known: Readonly<Record<string, unknown>>): void {
  for (const name of FLAGS) {
    if (!Object.hasOwn(known, name)) parser.option(name, { type: "boolean", hidden: true });
  }
  for (const name of [...DAEMON_VALUES, "input", "evstoresize", "cleantime", "log", "debug"]) {
    if (!Object.hasOwn(known, name)) parser.option(name, { type: "string", hidden: true });
  }
}

/** Writes SEC's negated flags the way yargs reads them: `--notail` as `--no-tail`. */
export function spellNegations(args: readonly string[]): readonly string[] {
  const negated = new RegExp(`^--?no-?(${FLAGS.join("|")})$`, "i");
  return args.map((argument) => {
    const found = negated.exec(argument);
    return found ? `--no-${found[1]!.toLowerCase()}` : argument;
  });
}
