import type { InputLine } from "../core/line.ts";
import type { CutLines } from "./cut-lines.ts";
import type { FileIdentity } from "./opened.ts";
import type { FilePosition } from "./resume.ts";
import type { Silence } from "./silence.ts";

/** A line, where it ends, and in which file. It is good until the next but one of its input is taken. */
export interface TakenLine extends InputLine {
  /** Bytes of the file up to the line's end. */
  readonly offset: number;
  /** Absent for standard input. */
  readonly file: FileIdentity | undefined;
}

/** Fields of a journal entry that match variables can name, by their names. */
export type LineFields = ReadonlyMap<string, readonly string[]>;

/** Something that lines come from: an input file, or the journal. */
export interface LineSource {
  readonly name: string;
  readonly dynamic: boolean;
  context: string | undefined;
  /** Lines that came from it. */
  lineCount: number;
  /** Counts up when lines that were read and not yet matched are void. */
  readonly generation: number;
  /** Whether it is among those that have something to read. */
  active: boolean;
  /** The last call of `takeLine` gave no line, but another call may. */
  readonly progress: boolean;
  /** Whether the last line taken has been matched: until then it counts as not read. */
  lineIsMatched: boolean;
  /** Second until which the input is left alone (`--check-timeout`). */
  readonly sleepsUntil: number;
  /** Everything that there was has been read (`--notail`). */
  readonly atEnd: boolean;
  readonly isOpen: boolean;
  /** Whether there may be more; asked for where the event loop may not have told yet. */
  readonly mayHaveMore: boolean;
  /** Whether nothing tells us of a change, so that we must look. */
  readonly needsPolling: boolean;
  readonly positions: readonly FilePosition[];
  /** Why it could not be opened the last time; empty if it could. */
  readonly failure: string;
  readonly silence: Silence;
  readonly cutLines: CutLines;

  beginTimes(): void;
  close(): void;
  /** Whether a full restart leaves it open. */
  staysOpenAtRestart(): boolean;
  /** The next line, if there is one. */
  takeLine(): TakenLine | undefined;
  /** Nothing is left to read for now. */
  rest(): void;
  /** Looks whether there is something to read. */
  look(): boolean;
  everySecond(now: number): void;
  /** Where it begins: at its end, or at its start. */
  open(from: "start" | "end"): void;
}
