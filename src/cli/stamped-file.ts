import type { TimedLine } from "../core/timeline.ts";
import type { ByteLine } from "../inputs/byte-line.ts";
import type { FileIdentity } from "../inputs/opened.ts";
import type { Stamped, TimestampSettings } from "../inputs/timestamps/definition.ts";
import { TIMESTAMP_FORMATS } from "../inputs/timestamps/index.ts";
import { WholeFile } from "../inputs/whole-file.ts";
import type { ReplayClock, ReplayCounts, ReplayInput } from "./replay-input.ts";

/** An input whose first lines have no timestamps is not read further than this to find one. */
const MOST_EARLY_LINES = 100_000;
/** Longer timestamps are read anew on every line. */
const LONGEST_STAMP = 64;

/** A line, and how many bytes of its file there are up to its end. */
type PlacedLine = TimedLine & { readonly offset: number };

/**
 * The lines of an input with their times, which never go back: a line without a time has that of the last
 * one, and lines before the first timestamp belong to its second.
 */
export class StampedFile {
  /** The line that is next; undefined at the end. It is good until the next but one is asked for. */
  present: PlacedLine | undefined;
  /** The last second that a line has named. */
  time = Number.NEGATIVE_INFINITY;
  /** The lines before the present one. */
  lineCount = 0;
  /** Where the present line begins, or lines before it that only name the time. */
  presentFrom: number;
  private readonly file: WholeFile;
  private readonly counts: ReplayCounts;
  /** The readers to choose from, and the one that was the first to find a timestamp. */
  private readonly readers: readonly ((line: string) => Stamped | undefined)[];
  private reader: ((line: string) => Stamped | undefined) | undefined;
  /** The bytes that decided on the time of the line before, and what they say. */
  private readonly stamp = Buffer.alloc(LONGEST_STAMP);
  private last: Stamped | undefined;
  /** Lines before the first timestamp, and the line that has it, the next one last. */
  private readonly early: PlacedLine[];

  constructor(
    { path, context }: ReplayInput,
    clock: ReplayClock,
    settings: TimestampSettings,
    counts: ReplayCounts,
    {
      startWithoutTime,
      resumedAt,
      from,
    }: {
      readonly startWithoutTime: number;
      readonly resumedAt?: number | undefined;
      /** Where in the file to begin, if not at its beginning. */
      readonly from?: number | "end";
    },
  ) {
    this.file = new WholeFile(path, context, from);
    this.presentFrom = this.file.start;
    this.counts = counts;
    const formats = clock === "auto" ? Object.values(TIMESTAMP_FORMATS) : [TIMESTAMP_FORMATS[clock]];
    this.readers = formats.map((format) => format.reader(settings));
    // Lines without a time go on from where time has stopped.
    this.time = resumedAt ?? Number.NEGATIVE_INFINITY;
    this.early = this.readEarlyLines({ path, context }, startWithoutTime);
    this.next();
  }

  /** Which file it is; absent for what cannot be read again. */
  get identity(): FileIdentity | undefined {
    return this.file.identity;
  }

  /** Gives no further line. */
  close(): void {
    this.file.close();
    this.present = undefined;
    this.early.length = 0;
  }

  /** Goes on to the next line. */
  next(): void {
    if (this.present) {
      this.lineCount += 1;
      this.presentFrom = this.present.offset;
    }
    this.present = this.early.length > 0 ? this.early.pop() : this.read();
  }

  /** Reads up to the first line with a timestamp, which gives the lines before it their time. */
  private readEarlyLines({ path, context }: ReplayInput, startWithoutTime: number): PlacedLine[] {
    const texts: { readonly text: string; readonly offset: number }[] = [];
    let line = this.read();
    for (; line && this.time === Number.NEGATIVE_INFINITY; line = this.read()) {
      texts.push({ text: line.text, offset: line.offset });
      if (texts.length === MOST_EARLY_LINES) this.time = startWithoutTime;
    }
    if (this.time === Number.NEGATIVE_INFINITY) this.time = startWithoutTime;
    const { time } = this;
    const early = texts.map((text): PlacedLine => ({ ...text, time, source: path, context }));
    return line ? [line, ...early.toReversed()] : early.toReversed();
  }

  /** The next line of the file that is an event. */
  private read(): ByteLine | undefined {
    const { file, counts } = this;
    for (let line = file.next(); line; line = file.next()) {
      counts.bytes += line.end - line.start + 1;
      const stamped = this.isStampedAsBefore(line) ? this.last! : this.readStamp(line);
      if (!stamped) counts.withoutTime += 1;
      else if (stamped.time < this.time) counts.late += 1;
      else this.time = stamped.time;
      if (stamped?.clockOnly) continue;
      if (stamped?.removedBytes) line.remove(stamped.removedBytes);
      counts.lines += 1;
      line.time = this.time;
      return line;
    }
    file.close();
    return undefined;
  }

  /** Whether the line begins with the bytes that decided on the time of the line before: most lines do. */
  private isStampedAsBefore({ bytes, start, end }: ByteLine): boolean {
    if (!this.last) return false;
    const { decidingBytes } = this.last;
    if (end - start < decidingBytes) return false;
    const { stamp } = this;
    // Times differ in their last digits, if at all.
    for (let at = decidingBytes - 1; at >= 0; at -= 1) {
      if (stamp[at] !== bytes[start + at]) return false;
    }
    return true;
  }

  private readStamp({ text, bytes, start }: ByteLine): Stamped | undefined {
    let stamped = this.reader?.(text);
    if (!this.reader) {
      for (const reader of this.readers) {
        stamped = reader(text);
        if (!stamped) continue;
        this.reader = reader;
        break;
      }
    }
    this.last = undefined;
    if (stamped && stamped.decidingBytes <= Math.min(LONGEST_STAMP, text.length) && !stamped.clockOnly) {
      this.last = stamped;
      bytes.copy(this.stamp, 0, start, start + stamped.decidingBytes);
    }
    return stamped;
  }
}
