import type { TimedLine } from "../core/timeline.ts";
import type { Stamped, TimestampSettings } from "../inputs/timestamps/definition.ts";
import { TIMESTAMP_FORMATS, type TimestampFormatName } from "../inputs/timestamps/index.ts";
import { readLines } from "../inputs/whole-file.ts";

/** An input of a replay. */
export interface ReplayInput {
  readonly path: string;
  readonly context: string | undefined;
}

/** An input whose first lines have no timestamps is not read further than this to find one. */
const MOST_EARLY_LINES = 100_000;

/** How far a replay has come. */
export interface ReplayCounts {
  lines: number;
  bytes: number;
  /** Lines without a timestamp, which keep the time of the line before. */
  withoutTime: number;
  /** Lines whose timestamp lies before the present second. */
  late: number;
  /** The last second that any line named. */
  end: number;
}

/** The clock of a replay: one format for all inputs, or each input's own, found by its first lines. */
export type ReplayClock = TimestampFormatName | "auto";

interface Source {
  readonly input: ReplayInput;
  readonly lines: Iterator<Stamped>;
  next: Stamped | undefined;
}

/**
 * The lines of all inputs in the order of their times. In each second every input gives one line a round,
 * in the order of names, as SEC reads them. Time never runs backwards: a late line belongs to the present
 * second.
 */
export class ReplayTimeline implements Iterable<TimedLine> {
  readonly counts: ReplayCounts = {
    lines: 0,
    bytes: 0,
    withoutTime: 0,
    late: 0,
    end: Number.NEGATIVE_INFINITY,
  };
  /** The first second of all inputs. */
  readonly start: number;
  private readonly sources: Source[];

  /** `startWithoutTime` is the second in which a replay begins whose lines have no timestamps. */
  constructor(
    inputs: readonly ReplayInput[],
    clock: ReplayClock,
    settings: TimestampSettings,
    startWithoutTime: number,
  ) {
    const sorted = inputs.toSorted((one, other) => (one.path < other.path ? -1 : 1));
    this.sources = sorted.map((input) => {
      const lines = stampedLines(input.path, clock, settings, this.counts, startWithoutTime);
      return { input, lines, next: lines.next().value };
    });
    const times = this.sources.flatMap(({ next }) => (next ? [next.time] : []));
    this.start = times.length === 0 ? startWithoutTime : Math.min(...times);
  }

  [Symbol.iterator](): Generator<TimedLine> {
    const [only, ...others] = this.sources;
    return only && others.length === 0 ? linesOf(only) : this.merged();
  }

  private *merged(): Generator<TimedLine> {
    let now = this.start;
    for (;;) {
      const waiting = this.sources.filter(({ next }) => next !== undefined);
      if (waiting.length === 0) return;
      const earliest = Math.min(...waiting.map(({ next }) => next!.time));
      now = Math.max(now, earliest);
      for (const source of waiting) {
        if (source.next!.time > now) continue;
        const { text } = source.next!;
        source.next = source.lines.next().value;
        if (text !== undefined) {
          yield { time: now, text, source: source.input.path, context: source.input.context };
        }
      }
    }
  }
}

/** The lines of a single input, whose times never go back. */
function* linesOf({ input, next: first, lines }: Source): Generator<TimedLine> {
  const { path: source, context } = input;
  for (let next = first; next; next = lines.next().value) {
    if (next.text !== undefined) yield { time: next.time, text: next.text, source, context };
  }
}

/**
 * The lines of an input with their times, which never go back; a line without a time has that of the last
 * one.
 */
function* stampedLines(
  path: string,
  clock: ReplayClock,
  settings: TimestampSettings,
  counts: ReplayCounts,
  startWithoutTime: number,
): Generator<Stamped, undefined> {
  const readers = new Map(
    Object.entries(TIMESTAMP_FORMATS).map(([name, format]) => [name, format.reader(settings)] as const),
  );
  let read = clock === "auto" ? undefined : readers.get(clock);
  let time: number | undefined;
  let offset = 0;
  // Lines before the first timestamp belong to its second.
  let early: string[] = [];
  for (const { text, endOffset } of readLines(path)) {
    counts.bytes += endOffset - offset;
    offset = endOffset;
    read ??= [...readers.values()].find((reader) => reader(text) !== undefined);
    const stamped = read?.(text);
    if (!stamped) counts.withoutTime += 1;
    else if (time !== undefined && stamped.time < time) counts.late += 1;
    else time = stamped.time;
    const line = stamped ? stamped.text : text;
    if (line !== undefined) counts.lines += 1;
    if (time === undefined && early.length < MOST_EARLY_LINES) {
      early.push(text);
      continue;
    }
    time ??= startWithoutTime;
    counts.end = Math.max(counts.end, time);
    for (const earlier of early) yield { time, text: earlier };
    early = [];
    yield line === undefined ? { time } : { time, text: line };
  }
  for (const earlier of early) yield { time: startWithoutTime, text: earlier };
  return undefined;
}
