import type { TimedLine, TimedLines } from "../core/timeline.ts";
import type { FileIdentity } from "../inputs/opened.ts";
import type { InputStatus } from "../inputs/status.ts";
import type { TimestampSettings } from "../inputs/timestamps/definition.ts";
import type { TimestampFormatName } from "../inputs/timestamps/index.ts";
import { StampedFile } from "./stamped-file.ts";

/** An input of a replay. */
export interface ReplayInput {
  readonly path: string;
  readonly context: string | undefined;
  /** Where in the file to begin, in bytes, if not at its beginning. */
  readonly from?: number;
}

/** How far a replay has read an input that can be read again. */
export interface ReplayPlace extends FileIdentity {
  readonly path: string;
  readonly offset: number;
}

/** How far a replay has come. */
export interface ReplayCounts {
  lines: number;
  bytes: number;
  /** Lines without a timestamp, which keep the time of the line before. */
  withoutTime: number;
  /** Lines whose timestamp lies before the present second. */
  late: number;
}

/** The clock of a replay: one format for all inputs, or each input's own, found by its first lines. */
export type ReplayClock = TimestampFormatName | "auto";

/**
 * The lines of all inputs in the order of their times. In each second every input gives one line a round,
 * in the order of names, as SEC reads them. Time never runs backwards: a late line belongs to the present
 * second.
 */
export class ReplayTimeline implements TimedLines {
  readonly counts: ReplayCounts = { lines: 0, bytes: 0, withoutTime: 0, late: 0 };
  /** The first second of all inputs. */
  readonly start: number;
  private inputs: readonly ReplayInput[];
  private readonly clock: ReplayClock;
  private readonly settings: TimestampSettings;
  /** All inputs in the order of their names, and those that have lines left. */
  private files: readonly StampedFile[];
  private waiting: StampedFile[];
  private now: number;
  /** Whose turn it is in the present round. */
  private turn = 0;
  /** The input whose line was given last, and must go on before anything else. */
  private given: StampedFile | undefined;

  /**
   * `startWithoutTime` is the second in which a replay begins whose lines have no timestamps; `resumedAt` the
   * one in which an earlier replay has ended that this one continues.
   */
  constructor(
    inputs: readonly ReplayInput[],
    clock: ReplayClock,
    settings: TimestampSettings,
    startWithoutTime: number,
    resumedAt?: number,
  ) {
    const sorted = inputs.toSorted((one, other) => (one.path < other.path ? -1 : 1));
    this.inputs = sorted;
    this.clock = clock;
    this.settings = settings;
    this.files = sorted.map(
      (input) =>
        new StampedFile(input, clock, settings, this.counts, {
          startWithoutTime,
          resumedAt,
          ...(input.from !== undefined && { from: input.from }),
        }),
    );
    this.waiting = this.files.filter(({ present }) => present !== undefined);
    const times = this.files.map(({ time }) => time);
    this.start = times.length === 0 ? startWithoutTime : Math.min(...times);
    this.now = this.start;
  }

  /** The last second that any line has named so far. */
  get end(): number {
    return Math.max(this.now, ...this.files.map(({ time }) => time));
  }

  /** Whether there is an input of that name, also if it has ended. */
  has(path: string): boolean {
    return this.inputs.some((input) => input.path === path);
  }

  /**
   * Adds an input that is read from an offset on, or from its end, and has no time before the present. Throws
   * if it cannot be opened.
   */
  add(input: ReplayInput, from: number | "end", now: number): void {
    const times = { startWithoutTime: now, resumedAt: now, from };
    const file = new StampedFile(input, this.clock, this.settings, this.counts, times);
    const at = this.inputs.findIndex(({ path }) => path > input.path);
    const place = at < 0 ? this.inputs.length : at;
    this.inputs = this.inputs.toSpliced(place, 0, input);
    this.files = this.files.toSpliced(place, 0, file);
    this.changed(now);
  }

  /** Takes an input away; lines that were not given are lost. */
  drop(path: string): void {
    const at = this.inputs.findIndex((input) => input.path === path);
    if (at < 0) return;
    this.files[at]!.close();
    this.inputs = this.inputs.toSpliced(at, 1);
    this.files = this.files.toSpliced(at, 1);
    this.changed(this.now);
  }

  /** Other inputs are waiting; the round goes on behind the one whose line was given. */
  private changed(now: number): void {
    this.now = Math.max(this.now, now);
    const { given, turn } = this;
    this.waiting = this.files.filter((file) => file.present !== undefined);
    const at = given ? this.waiting.indexOf(given) : 0;
    if (at < 0) this.given = undefined;
    // Where the one whose line was given is gone, its turn is that of the next one.
    this.turn = at < 0 ? turn : at;
  }

  /** How far all inputs have been read; `lastIsMatched`: so has the line that was given last. */
  places(lastIsMatched: boolean): readonly ReplayPlace[] {
    return this.inputs.flatMap(({ path }, at) => {
      const file = this.files[at]!;
      const isRead = file === this.given && lastIsMatched;
      const offset = isRead ? file.present!.offset : file.presentFrom;
      return file.identity ? [{ path, ...file.identity, offset }] : [];
    });
  }

  /** How many lines each input has given. Whether a file is still open has no meaning here. */
  status(): readonly InputStatus[] {
    return this.inputs.map(({ path, context = `_FILE_EVENT_${path}` }, at) => {
      const file = this.files[at]!;
      const lines = file.lineCount + (file === this.given ? 1 : 0);
      return { file: path, context, lines, status: "Closed" };
    });
  }

  next(): TimedLine | undefined {
    const { given } = this;
    if (given) {
      given.next();
      if (given.present) this.turn += 1;
      else this.waiting.splice(this.waiting.indexOf(given), 1);
    }
    if (this.waiting.length > 1) return this.nextInRound();
    this.given = this.waiting[0];
    return this.given?.present;
  }

  /** The next input of the round that has a line for the present second, or begins a new round. */
  private nextInRound(): TimedLine {
    for (;;) {
      for (; this.turn < this.waiting.length; this.turn += 1) {
        const file = this.waiting[this.turn]!;
        if (file.time > this.now) continue;
        this.given = file;
        return file.present!;
      }
      this.turn = 0;
      this.now = Math.max(this.now, Math.min(...this.waiting.map(({ time }) => time)));
    }
  }
}
