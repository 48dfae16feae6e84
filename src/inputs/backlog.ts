import { fstatSync } from "node:fs";
import { Input } from "./input.ts";
import { JournalInput } from "./journal/journal-input.ts";
import type { LineSource, TakenLine } from "./line-source.ts";
import { LineClock, type LineClockName } from "./timestamps/line-clock.ts";

/** Of a pipe nobody can tell how much of it is backlog; more than this does not fit into one. */
const MOST_PIPE_BYTES = 1024 * 1024;

/** A line of the backlog; `time` is the second that it names, if it names one. */
export interface BacklogLine {
  readonly line: TakenLine;
  readonly time: number | undefined;
}

/** An input with the first of its lines that are not yet matched. */
interface Source {
  readonly input: LineSource;
  readonly clock: LineClock | undefined;
  /** Where in the file that has the name the backlog ends; the journal tells by itself. */
  readonly end: number;
  readonly generation: number;
  line: TakenLine | undefined;
  /** The last second that a line has named, and whether the line there is has named it. */
  time: number;
  named: boolean;
}

/**
 * What has come while the program was away: the lines of all inputs, merged by the times that they name. A
 * line that names none keeps its place behind the one before it.
 */
export class Backlog {
  private sources: readonly Source[];
  /** Where the last line came from. */
  private last: Source | undefined;

  /** Without a clock no line has a time. */
  constructor(inputs: readonly LineSource[], clock: LineClockName | undefined, present: number) {
    const sources = inputs.map((input) => ({
      input,
      clock: clock && new LineClock(clock, present),
      end: input instanceof Input ? endOf(input) : 0,
      generation: input.generation,
      line: undefined,
      time: Number.NEGATIVE_INFINITY,
      named: false,
    }));
    this.sources = sources.filter((source) => fill(source) || isComing(source));
  }

  /** The next line to be matched; undefined at the end. `wait`: it has not come from the journal yet. */
  next(): BacklogLine | "wait" | undefined {
    this.sources = this.sources.filter((source) => fill(source) || isComing(source));
    if (this.sources.some(({ line }) => line === undefined)) return "wait";
    let first: Source | undefined;
    for (const source of this.sources)
      if (isCurrent(source) && (!first || source.time < first.time)) first = source;
    this.last = first;
    if (!first?.line) return undefined;
    const { line, time, named } = first;
    first.line = undefined;
    return { line, time: named ? time : undefined };
  }

  /** Whether the line that was given last is still to be matched: a signal may have closed its input. */
  get isCurrent(): boolean {
    return this.last !== undefined && isCurrent(this.last);
  }

  /** To be called when the line that was given last has been matched. */
  matched(): void {
    if (this.last && isCurrent(this.last)) this.last.input.lineIsMatched = true;
  }
}

/** Whether there will be a line later, since the journal is still being read. */
function isComing(source: Source): boolean {
  return isCurrent(source) && source.input instanceof JournalInput && source.input.backlogIsComing;
}

/** A signal or an action may have closed an input, and what had been read of it is void. */
function isCurrent({ generation, input }: Source): boolean {
  return generation === input.generation;
}

/** Bytes of what has the name up to the end of the last line taken from it. */
function bytesTaken({ opened }: Input): number {
  return opened?.lines.offset ?? 0;
}

/** How many bytes there are at the moment. */
function endOf(input: Input): number {
  const { opened } = input;
  if (!opened) return 0;
  return opened.kind === "pipe" ? bytesTaken(input) + MOST_PIPE_BYTES : fstatSync(opened.descriptor).size;
}

/** Sees to it that there is a line; returns whether there is one. */
function fill(source: Source): boolean {
  const { input, clock } = source;
  if (!isCurrent(source)) return false;
  if (source.line) return true;
  if (!(input instanceof Input)) return fillFromJournal(source);
  while (bytesTaken(input) < source.end || input.former.all.length > 0) {
    const line = input.takeLine();
    if (line === undefined && !input.progress) return false;
    if (line === undefined) continue;
    source.line = line;
    const time = clock?.timeOf(line.text);
    source.named = time !== undefined;
    if (time !== undefined) source.time = Math.max(source.time, time);
    return true;
  }
  return false;
}

/** Entries of the journal have the time at which it received them. */
function fillFromJournal(source: Source): boolean {
  const { input } = source;
  if (!(input instanceof JournalInput)) return false;
  const line = input.takeLine();
  if (line === undefined) return false;
  source.line = line;
  const time = input.lineTime;
  source.named = time !== undefined && source.clock !== undefined;
  if (source.named) source.time = Math.max(source.time, time!);
  return true;
}
