import { run } from "./actions/run.ts";
import { delayedChanged } from "./changes.ts";
import { evaluate } from "./contexts/evaluate.ts";
import { expire } from "./contexts/lifecycle.ts";
import type { Engine } from "./engine.ts";
import type { InputLine } from "./line.ts";
import { measured, processEvent, processInternalEvent, processLine } from "./matching.ts";
import { windowEnds } from "./operations/operation.ts";
import type { RunningRule } from "./rule-set.ts";
import { calendarMatches, minuteText } from "./rules/calendar-time.ts";
import { endCommand } from "./scripts.ts";
import { arriveSignals } from "./signals.ts";

/** Begins: the internal event of the start, what is due, and the events that this brings about. */
export function start(engine: Engine): void {
  processInternalEvent(engine, "SEC_STARTUP");
  tick(engine);
  settle(engine);
}

/** Moves the engine to a second and does what is due then, unless the last time was too recent. */
export function advance(engine: Engine, now: number): void {
  engine.now = now;
  tick(engine);
  arriveSignals(engine);
  settle(engine);
}

/**
 * Matches one line of input, and then the events that it has brought about. If some are left in the queue
 * (`Ports.mustPause`), `advance` goes on with them; until then no further line is to be matched.
 */
export function step(engine: Engine, line: InputLine): void {
  processLine(engine, line);
  tick(engine);
  arriveSignals(engine);
  settle(engine);
}

/** Matches the events that wait, one after the other, and looks after what is due between them. */
function settle(engine: Engine): void {
  while (!engine.ended) {
    if (engine.queue.size === 0) takeNews(engine);
    const event = engine.queue.shift();
    if (!event) return;
    processEvent(engine, event.text, event.context);
    tick(engine);
    arriveSignals(engine);
    if (engine.queue.size > 0 && engine.ports.mustPause?.()) return;
  }
}

/** Takes what has come from commands: lines become events, ends of scripts run their rules' action lists. */
function takeNews(engine: Engine): void {
  for (const news of engine.ports.childNews()) {
    if (news.kind === "end") endCommand(engine, news);
    else {
      engine.log(6, () => `Creating event '${news.text}' (received from child ${news.child})`);
      engine.queue.push(news);
    }
  }
}

/** Ends: what the end of input brings about (manual: SEC_SHUTDOWN). */
export function finish(engine: Engine): void {
  processInternalEvent(engine, "SEC_SHUTDOWN");
}

/**
 * Looks after contexts, delayed events, Calendar rules and operations, in this order, if `--cleantime`
 * seconds have passed since that was done last (manual: "INPUT PROCESSING AND TIMING").
 */
function tick(engine: Engine): void {
  if (engine.now - engine.lastTick < engine.options.cleanTimeSeconds) return;
  engine.lastTick = engine.now;
  for (
    let due = engine.contextDeadlines.take(engine.now);
    due;
    due = engine.contextDeadlines.take(engine.now)
  ) {
    expire(engine, due);
  }
  releaseDelayed(engine);
  for (const rule of engine.ruleSet.calendarRules) tryCalendar(engine, rule);
  for (
    let due = engine.operationDeadlines.take(engine.now);
    due;
    due = engine.operationDeadlines.take(engine.now)
  ) {
    windowEnds(engine, due);
  }
}

function releaseDelayed(engine: Engine): void {
  if (engine.delayed.length === 0) return;
  const due = engine.delayed.filter((event) => event.due <= engine.now);
  if (due.length === 0) return;
  engine.delayed = engine.delayed.filter((event) => event.due > engine.now);
  delayedChanged(engine);
  for (const event of due) {
    engine.log(6, () => `Creating event '${event.text}'`);
    engine.queue.push(event);
  }
}

const SECONDS_A_DAY = 86_400;

function tryCalendar(engine: Engine, running: RunningRule): void {
  const { rule } = running;
  if (rule.type !== "calendar") return;
  const time = engine.ports.localTime(engine.now);
  const minute = minuteText(time);
  if (minute === running.lastMinute) return;
  if (!calendarMatches(rule.time, time, engine.ports.localTime(engine.now + SECONDS_A_DAY))) return;
  if (rule.context && !evaluate(engine, rule.context.expression, "none", engine.liveMatch)) return;
  running.lastMinute = minute;
  running.matches += 1;
  const scope = {
    rule: running,
    rounds: "none",
    match: engine.liveMatch,
    description: rule.desc.text,
  } as const;
  if (running.performance === undefined) run(engine, rule.action, scope);
  else measured(engine, running.performance, () => run(engine, rule.action, scope));
}
