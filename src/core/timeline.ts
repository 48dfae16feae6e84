import type { Engine } from "./engine.ts";
import type { InputLine } from "./matching.ts";
import { advance, start, step } from "./step.ts";

/** A line of input with the second in which it arrives, in seconds since Epoch. */
export interface TimedLine extends InputLine {
  readonly time: number;
}

/**
 * Runs an engine through lines in virtual time: between two lines it is idle for every second that passes, and a
 * line's second has begun before the line is matched. Lines must not go back in time. What the end of input brings
 * about is left to `finish`.
 */
export function runTimeline(
  engine: Engine,
  lines: Iterable<TimedLine>,
  end = Number.NEGATIVE_INFINITY,
): void {
  start(engine);
  advance(engine, engine.now);
  for (const line of lines) {
    advanceTo(engine, line.time);
    if (engine.ended) break;
    step(engine, line);
  }
  advanceTo(engine, end);
}

/** Lets the engine be idle for every second up to a moment. */
export function advanceTo(engine: Engine, time: number): void {
  while (engine.now < time && !engine.ended) advance(engine, engine.now + 1);
}
