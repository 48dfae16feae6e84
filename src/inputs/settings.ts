import type { LogLevel } from "../core/ports.ts";
import type { JournalFormatName } from "./journal/formats.ts";
import type { JournalPattern } from "./journal/matches.ts";
import type { PrivilegedOpener } from "./privileged-opener.ts";
import type { Spools } from "./spools.ts";

/** A pattern of input files, and the internal context of their lines if they have one of their own. */
export interface InputPattern {
  /** As Perl's `glob` takes it: several, with braces, `-` for standard input. */
  readonly pattern: string;
  readonly context: string | undefined;
}

/**
 * Reads a value of `--input`: a context follows the last equal sign that has neither nothing nor blanks
 * behind.
 */
export function inputPattern(value: string): InputPattern {
  const [, pattern = value, context] = /^(.+)=(\S+)$/s.exec(value) ?? [];
  return { pattern, context };
}

/** What SEC's options say about inputs. Times are seconds, and 0 switches off what is timed. */
export interface InputSettings {
  readonly patterns: readonly InputPattern[];
  /** Journal inputs. */
  readonly journals: readonly JournalPattern[];
  readonly journalFormat: JournalFormatName;
  /** The folder with the journal's files, if it is not this machine's journal. */
  readonly journalFolder: string | undefined;
  readonly fromStart: boolean;
  /** Read to the end and not further (`--notail`). */
  readonly noTail: boolean;
  readonly reopenTimeoutSeconds: number;
  readonly checkTimeoutSeconds: number;
  readonly pollTimeoutSeconds: number;
  readonly blockBytes: number;
  readonly inputTimeoutSeconds: number;
  readonly timeoutScript: string | undefined;
  readonly rwFifo: boolean;
  readonly keepOpen: boolean;
  /** Longer lines are cut; 0 for no limit. */
  readonly maxLineBytes: number;
  /** Opens what we may not open, if there is such a process. */
  readonly opener?: PrivilegedOpener | undefined;
  /** Keeps what has come out of pipes; absent if nobody would ask for it again. */
  readonly spools?: Spools | undefined;
  log(level: LogLevel, message: string): void;
  /** Seconds since Epoch. */
  now(): number;
  /** Starts a program with its arguments, without a shell. */
  execute(command: readonly string[]): void;
}

/** What the options say if they are not given. */
export const DEFAULT_INPUT_SETTINGS = {
  patterns: [],
  journals: [],
  journalFormat: "short",
  journalFolder: undefined,
  fromStart: false,
  noTail: false,
  reopenTimeoutSeconds: 0,
  checkTimeoutSeconds: 0,
  pollTimeoutSeconds: 0.1,
  blockBytes: 8192,
  inputTimeoutSeconds: 0,
  timeoutScript: undefined,
  rwFifo: true,
  keepOpen: true,
  maxLineBytes: 1024 * 1024,
} as const satisfies Partial<InputSettings>;
