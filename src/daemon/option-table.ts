import { TIMESTAMP_FORMATS, type TimestampFormatName } from "../inputs/timestamps/index.ts";

/** How the value of an option is read. */
export type OptionKind =
  /** No value; may be negated with `no` or `no-` in front. */
  | "flag"
  /** No value, not negatable. */
  | "switch"
  | "text"
  /** May be given several times. */
  | "texts"
  | "integer"
  | "real"
  /** An integer that may be octal (`0…`), hexadecimal (`0x…`) or binary (`0b…`). */
  | "extended-integer";

/** What numbers an option takes, in the words of its complaint. */
export interface NumberRange {
  readonly words: string;
  holds(value: number): boolean;
}

/** One option of SEC (manual: "OPTIONS"). */
export interface OptionDefinition {
  readonly kind: OptionKind;
  /** Value placeholder for the list of options. */
  readonly value?: string;
  readonly initial?: boolean | number | string;
  readonly range?: NumberRange;
  /** The only values it takes. */
  readonly choices?: readonly string[];
  readonly summary: string;
}

const nonNegative: NumberRange = { words: "a non-negative value", holds: (value) => value >= 0 };
const positive: NumberRange = { words: "a positive value", holds: (value) => value > 0 };
const level: NumberRange = {
  words: "a value from range 1..6",
  holds: (value) => value >= 1 && value <= 6,
};
const mode: NumberRange = {
  words: "a value from range 0..0777",
  holds: (value) => value >= 0 && value <= 0o777,
};

/** SEC's options by their names. */
export const SEC_OPTIONS = {
  conf: { kind: "texts", value: "file pattern", summary: "rule files" },
  input: { kind: "texts", value: "file pattern[=context]", summary: "input files" },
  "input-timeout": {
    kind: "integer",
    value: "seconds",
    initial: 0,
    range: nonNegative,
    summary: "run the timeout script for an input that is silent this long",
  },
  "timeout-script": { kind: "text", value: "command", summary: "what --input-timeout runs" },
  "reopen-timeout": {
    kind: "integer",
    value: "seconds",
    initial: 0,
    range: nonNegative,
    summary: "try to open a closed input this often",
  },
  "check-timeout": {
    kind: "integer",
    value: "seconds",
    initial: 0,
    range: nonNegative,
    summary: "leave a silent input alone for this long",
  },
  "poll-timeout": {
    kind: "real",
    value: "seconds",
    initial: 0.1,
    range: nonNegative,
    summary: "sleep between looks at inputs that have to be polled",
  },
  "socket-timeout": {
    kind: "integer",
    value: "seconds",
    initial: 60,
    range: positive,
    summary: "give up connecting to a peer after this long",
  },
  blocksize: {
    kind: "integer",
    value: "bytes",
    initial: 8192,
    range: positive,
    summary: "read inputs by blocks",
  },
  bufsize: {
    kind: "integer",
    value: "lines",
    initial: 0,
    range: nonNegative,
    summary: "size of input buffers, 0 for as many lines as the rules need",
  },
  evstoresize: {
    kind: "integer",
    value: "lines",
    initial: 0,
    range: nonNegative,
    summary: "most lines in a context's event store, 0 for no limit",
  },
  cleantime: {
    kind: "integer",
    value: "seconds",
    initial: 1,
    range: nonNegative,
    summary: "look after what is due this often",
  },
  log: { kind: "text", value: "file", summary: "log file" },
  syslog: { kind: "text", value: "facility", summary: "log to syslog" },
  debug: {
    kind: "integer",
    value: "level",
    initial: 6,
    range: level,
    summary: "log messages up to this level",
  },
  pid: { kind: "text", value: "file", summary: "write the process id here" },
  dump: { kind: "text", value: "file", initial: "/tmp/sec.dump", summary: "where SIGUSR1 writes the state" },
  user: { kind: "text", value: "name", summary: "user to become" },
  group: { kind: "texts", value: "name", summary: "groups to become" },
  umask: { kind: "extended-integer", value: "mode", range: mode, summary: "file mode creation mask" },
  ruleperf: { kind: "flag", initial: false, summary: "measure CPU time by rule" },
  dumpfts: { kind: "flag", initial: false, summary: "put the time into the dump file's name" },
  dumpfjson: { kind: "flag", initial: false, summary: "dump JSON" },
  quoting: { kind: "flag", initial: false, summary: "put %s in single quotes in command lines" },
  tail: { kind: "flag", initial: true, summary: "go on at the end of inputs; --notail ends there" },
  fromstart: { kind: "flag", initial: false, summary: "read inputs from their beginning" },
  detach: { kind: "flag", initial: false, summary: "become a daemon" },
  jointbuf: { kind: "flag", initial: false, summary: "one input buffer for all inputs" },
  keepopen: { kind: "flag", initial: true, summary: "keep inputs open on SIGABRT" },
  rwfifo: { kind: "flag", initial: true, summary: "open named pipes for writing too" },
  childterm: { kind: "flag", initial: true, summary: "send SIGTERM to child processes at the end" },
  intevents: { kind: "flag", initial: false, summary: "create internal events" },
  intcontexts: { kind: "flag", initial: false, summary: "create internal contexts" },
  testonly: { kind: "flag", initial: false, summary: "check the rules and exit" },
  help: { kind: "switch", summary: "show this" },
  version: { kind: "switch", summary: "show the version" },
} as const satisfies Readonly<Record<string, OptionDefinition>>;

/**
 * Options that SEC does not have. They are written in full, so that what is short for one of SEC's stays so.
 */
export const OWN_OPTIONS = {
  "perl-timeout": {
    kind: "real",
    value: "seconds",
    initial: 5,
    range: { words: "a number of seconds up to 1000000", holds: (value) => value > 0 && value <= 1_000_000 },
    summary: "how long a call of Perl code may take",
  },
  "perl-exit": {
    kind: "text",
    value: "end|ignore",
    initial: "end",
    choices: ["end", "ignore"],
    summary: "what exit in Perl code ends: the program, or only the call",
  },
  "strict-ownership": {
    kind: "flag",
    initial: false,
    summary: "refuse rule files and a resource file that others than root could write",
  },
  journal: {
    kind: "texts",
    value: "matches[ as name]",
    summary: "entries of systemd's journal: FIELD=VALUE ..., + for or, * for all",
  },
  "journal-format": {
    kind: "text",
    value: "short|iso|message|json",
    initial: "short",
    choices: ["short", "iso", "message", "json"],
    summary: "what lines journal entries become; short: as in syslog's files",
  },
  "journal-directory": {
    kind: "text",
    value: "folder",
    summary: "read the journal's files in this folder, not this machine's journal",
  },
  control: {
    kind: "text",
    value: "path|none",
    summary: "control socket of sec-ts ctl; in the unit's runtime directory if not given",
  },
  "literal-index": {
    kind: "flag",
    initial: true,
    summary: "pass over rules whose literals a line lacks",
  },
  "shell-vars": {
    kind: "text",
    value: "raw|escape|refuse",
    initial: "raw",
    choices: ["raw", "escape", "refuse"],
    summary: "values in command lines for the shell: as they are, quoted, or none",
  },
  "max-line": {
    kind: "integer",
    value: "bytes",
    initial: 1_048_576,
    range: nonNegative,
    summary: "cut longer lines, 0 for no limit",
  },
  "max-children": {
    kind: "integer",
    value: "number",
    initial: 256,
    range: nonNegative,
    summary: "most commands that run at the same time, 0 for no limit",
  },
  "max-waiting-commands": {
    kind: "integer",
    value: "number",
    initial: 10_000,
    range: nonNegative,
    summary: "most commands that wait for their turn, 0 for no limit",
  },
  "max-queue": {
    kind: "integer",
    value: "bytes",
    initial: 1_048_576,
    range: nonNegative,
    summary: "most bytes that wait for one slow reader, 0 for no limit",
  },
  state: {
    kind: "text",
    value: "file",
    summary: "keep the state in this file, and go on with it after a restart",
  },
  "state-interval": {
    kind: "integer",
    value: "milliseconds",
    initial: 200,
    range: { words: "a value from range 1..60000", holds: (value) => value >= 1 && value <= 60_000 },
    summary: "write the state this often; effects do not wait for that",
  },
  "state-sync": {
    kind: "text",
    value: "full|normal",
    initial: "full",
    choices: ["full", "normal"],
    summary: "what the state survives: power loss, or only crashes of the program",
  },
  "backlog-clock": {
    kind: "text",
    value: "auto|off|format",
    initial: "auto",
    choices: ["auto", "off", ...(Object.keys(TIMESTAMP_FORMATS) as TimestampFormatName[])],
    summary: "where lines that came while the program was away say when they were written",
  },
  "wait-for-stdout": {
    kind: "text",
    value: "auto|yes|no",
    initial: "auto",
    choices: ["auto", "yes", "no"],
    summary: "wait for a slow reader of standard output; auto: with --notail",
  },
} as const satisfies Readonly<Record<string, OptionDefinition>>;

/** All options of the daemon by their names. */
export const DAEMON_OPTIONS = { ...SEC_OPTIONS, ...OWN_OPTIONS } as const;

export type DaemonOptionName = keyof typeof DAEMON_OPTIONS;

type ValueOf<K extends OptionKind> = K extends "flag" | "switch"
  ? boolean
  : K extends "texts"
    ? readonly string[]
    : K extends "text"
      ? string
      : number;

type OptionValue<D> = D extends { readonly kind: infer K extends OptionKind }
  ? K extends "flag" | "switch" | "texts"
    ? ValueOf<K>
    : D extends { readonly initial: unknown }
      ? ValueOf<K>
      : ValueOf<K> | undefined
  : never;

/** The options' values. */
export type DaemonOptions = { readonly [N in DaemonOptionName]: OptionValue<(typeof DAEMON_OPTIONS)[N]> };
