import type { ContextExpression } from "./contexts/expression.ts";
import type { Engine } from "./engine.ts";
import type { InputLine } from "./line.ts";
import type { RuleSet } from "./rule-set.ts";
import { advance, start, step } from "./step.ts";

/** A line of input with the second in which it arrives, in seconds since Epoch. */
export interface TimedLine extends InputLine {
  readonly time: number;
}

/** Lines in the order of their times. */
export interface TimedLines {
  /** The next line, which may be the same object as the last one; undefined if there is none. */
  next(): TimedLine | undefined;
  /** When there is no further line: the second up to which time goes on. */
  readonly end: number;
}

/**
 * Runs an engine through lines in virtual time: between two lines it is idle for every second that
 * passes, and a line's second has begun before the line is matched. Lines must not go back in time. What
 * the end of input brings about is left to `finish`. Returns whether the last line taken was matched, and not
 * kept from it by the engine's end.
 */
export function runTimeline(engine: Engine, lines: TimedLines): boolean {
  start(engine);
  return continueTimeline(engine, lines);
}

/** The same for an engine that has begun before. */
export function continueTimeline(engine: Engine, lines: TimedLines): boolean {
  // Events that it has left come before the first line.
  if (engine.queue.size > 0) advance(engine, engine.now);
  for (let line = engine.ended ? undefined : lines.next(); line; line = lines.next()) {
    advanceTo(engine, line.time);
    if (engine.ended) return false;
    step(engine, line);
    if (engine.ended) return true;
  }
  advanceTo(engine, lines.end);
  return true;
}

/**
 * Lets the engine be idle up to a moment. Seconds in which nothing can be due are passed over. Time stands
 * still while events wait (`Ports.mustPause`).
 */
export function advanceTo(engine: Engine, time: number): void {
  while (engine.now < time && !engine.ended) {
    skipTo(engine, Math.min(time, nextDue(engine)) - 1);
    advance(engine, engine.now + 1);
    if (engine.queue.size > 0) return;
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
 * expressions: actions, lines that are stored in the match cache; in each second if these ask for more.
 */
function nextCalendarTick({ lastTick, lastChange, options, ruleSet }: Engine): number {
  const interval = Math.max(options.cleanTimeSeconds, 1);
  if (lastChange >= lastTick || isRestless(ruleSet)) return lastTick + interval;
  const minute = (Math.floor(lastTick / 60) + 1) * 60;
  return lastTick + Math.ceil((minute - lastTick) / interval) * interval;
}

const restless = new WeakMap<RuleSet, boolean>();

/**
 * Whether what a Calendar rule's context asks for can change without an action: Perl's answer may be another
 * one in each second, and a match may be cached by a rule that does not act.
 */
function isRestless(ruleSet: RuleSet): boolean {
  let known = restless.get(ruleSet);
  if (known === undefined) {
    known = ruleSet.calendarRules.some(
      ({ rule }) =>
        rule.type === "calendar" && rule.context !== undefined && asksMore(rule.context.expression),
    );
    restless.set(ruleSet, known);
  }
  return known;
}

/** Whether an expression asks for anything but contexts. */
function asksMore(expression: ContextExpression): boolean {
  switch (expression.kind) {
    case "name":
      return false;
    case "not":
      return asksMore(expression.operand);
    case "and":
    case "or":
      return asksMore(expression.left) || asksMore(expression.right);
    default:
      return true;
  }
}

/** Moves the clock over seconds in which nothing is due, and the time of the last tick with it. */
function skipTo(engine: Engine, time: number): void {
  if (time <= engine.now) return;
  const { cleanTimeSeconds } = engine.options;
  const ticks = Math.floor((time - engine.lastTick) / Math.max(cleanTimeSeconds, 1));
  engine.lastTick += ticks * Math.max(cleanTimeSeconds, 1);
  engine.now = time;
}
