import type { Engine } from "./engine.ts";
import type { InputLine } from "./matching.ts";
import { advance, start, step } from "./step.ts";

/** A line of input with the second in which it arrives, in seconds since Epoch. */
export interface TimedLine extends InputLine {
  readonly time: number;
}

/**
 * Runs an engine through lines in virtual time: between two lines it is idle for every second that
 * passes, and a line's second has begun before the line is matched. Lines must not go back in time. What
 * the end of input brings about is left to `finish`.
 */
export function runTimeline(
  engine: Engine,
  lines: Iterable<TimedLine>,
  end = Number.NEGATIVE_INFINITY,
): void {
  start(engine);
  advance(engine, engine.now);
  continueTimeline(engine, lines, end);
}

/** The same for an engine that has begun before. */
export function continueTimeline(engine: Engine, lines: Iterable<TimedLine>, end: number): void {
  for (const line of lines) {
    advanceTo(engine, line.time);
    if (engine.ended) break;
    step(engine, line);
  }
  advanceTo(engine, end);
}

/** Lets the engine be idle up to a moment. Seconds in which nothing can be due are passed over. */
export function advanceTo(engine: Engine, time: number): void {
  while (engine.now < time && !engine.ended) {
    skipTo(engine, Math.min(time, nextDue(engine)) - 1);
    advance(engine, engine.now + 1);
  }
}

/** Lets the engine be idle until nothing is pending, Calendar rules apart, or up to a moment. */
export function drain(engine: Engine, latest: number): void {
  for (let next = nextPending(engine); next <= latest && !engine.ended; next = nextPending(engine)) {
    advanceTo(engine, Math.max(next, engine.now + 1));
  }
}

function nextPending(engine: Engine): number {
  const delayed = engine.delayed.map(({ due }) => due);
  return Math.min(engine.contextDeadlines.next(), engine.operationDeadlines.next(), ...delayed);
}

/** The next second at which something may be due. */
function nextDue(engine: Engine): number {
  const pending = nextPending(engine);
  return engine.ruleSet.calendarRules.length === 0 ? pending : Math.min(pending, nextCalendarTick(engine));
}

/**
 * Calendar rules are looked at in each minute, and after what may have changed the outcome of their context
 * expressions: actions, and lines that are stored in the match cache.
 */
function nextCalendarTick({ lastTick, lastChange, options }: Engine): number {
  const interval = Math.max(options.cleanTimeSeconds, 1);
  if (lastChange >= lastTick) return lastTick + interval;
  const minute = (Math.floor(lastTick / 60) + 1) * 60;
  return lastTick + Math.ceil((minute - lastTick) / interval) * interval;
}

/** Moves the clock over seconds in which nothing is due, and the time of the last tick with it. */
function skipTo(engine: Engine, time: number): void {
  if (time <= engine.now) return;
  const { cleanTimeSeconds } = engine.options;
  const ticks = Math.floor((time - engine.lastTick) / Math.max(cleanTimeSeconds, 1));
  engine.lastTick += ticks * Math.max(cleanTimeSeconds, 1);
  engine.now = time;
}
