import { contextChanged, delayedChanged } from "./changes.ts";
import { Deadlines } from "./deadlines.ts";
import type { Engine } from "./engine.ts";
import { processInternalEvent } from "./matching.ts";
import { endOperation } from "./operations/operation.ts";
import type { LogLevel } from "./ports.ts";

/** What the engine does about a signal, besides telling the outside world (manual: "SIGNALS"). */
interface SignalDefinition {
  /** What the log says about its arrival. */
  readonly received?: string;
  readonly before?: string;
  readonly after?: string;
  act?(engine: Engine, count: number): void;
}

/** The signals, in the order in which those that came during one step are looked at. */
const SIGNALS: Readonly<Record<string, SignalDefinition>> = {
  HUP: {
    received: "full restart of SEC",
    before: "SEC_PRE_RESTART",
    after: "SEC_RESTART",
    act: forgetState,
  },
  ABRT: { received: "soft restart of SEC", before: "SEC_PRE_SOFTRESTART", after: "SEC_SOFTRESTART" },
  USR1: { received: "dumping performance and debug data" },
  USR2: {
    received: "closing outputs and restarting logging",
    before: "SEC_PRE_LOGROTATE",
    after: "SEC_LOGROTATE",
  },
  INT: { act: raiseLogLevel },
  TERM: {
    received: "shutting down SEC",
    act: (engine) => {
      engine.ended = true;
    },
  },
};

/** Notes that a signal has come; it is looked at when the present line has met all rules. */
export function noteSignal(engine: Engine, signal: string): void {
  engine.signals.set(signal, (engine.signals.get(signal) ?? 0) + 1);
  engine.signalled = true;
}

/**
 * Reacts to the signals that have come, each once. One that internal events of these bring about is lost if
 * it is being reacted to, and waits for the next signal of any kind if its turn has passed. Before that rules
 * are told if the Perl process is a new one, so that they can load their modules again.
 */
export function arriveSignals(engine: Engine): void {
  if (engine.perl.restarted) {
    engine.perl.restarted = false;
    processInternalEvent(engine, "SEC_TS_PERL_RESTART");
  }
  if (!engine.signalled) return;
  for (const [signal, { received, before, after, act }] of Object.entries(SIGNALS)) {
    const count = engine.signals.get(signal);
    if (count === undefined) continue;
    if (received !== undefined) engine.log(4, () => `SIG${signal} received: ${received}`);
    if (before !== undefined) processInternalEvent(engine, before);
    act?.(engine, count);
    engine.ports.perform({ kind: "signal", signal });
    if (after !== undefined) processInternalEvent(engine, after);
    engine.signals.delete(signal);
  }
  engine.signalled = false;
}

/**
 * Gives the engine other rules between the internal events of a soft restart, which rules with Perl code wait
 * for. To be called between two steps.
 */
export function restartSoftly(engine: Engine, replace: () => void): void {
  processInternalEvent(engine, "SEC_PRE_SOFTRESTART");
  replace();
  processInternalEvent(engine, "SEC_SOFTRESTART");
}

const LOG_LEVELS = 6;

/** After the highest level comes the lowest. Whatever the level is, the log tells of it. */
function raiseLogLevel(engine: Engine, count: number): void {
  const before = engine.logLevel;
  engine.logLevel = (((before - 1 + count) % LOG_LEVELS) + 1) as LogLevel;
  engine.ports.log(
    4,
    `${count} SIGINT signal(s) received: setting debuglevel from ${before} to ${engine.logLevel}`,
  );
}

/**
 * Drops all correlation state; only input buffers and the events that wait to be matched stay (manual:
 * SIGHUP).
 */
function forgetState(engine: Engine): void {
  for (const context of engine.contexts.values()) contextChanged(engine, context);
  engine.contexts.clear();
  engine.contextDeadlines = new Deadlines();
  engine.operationDeadlines = new Deadlines();
  engine.variables.clear();
  engine.delayed = [];
  delayedChanged(engine);
  // Rules are read again, so that what functions had closed over begins anew.
  engine.perl.functions = new WeakMap();
  for (const rule of engine.ruleSet.files.flatMap((file) => file.rules)) {
    for (const operation of rule.operations.values()) endOperation(engine, operation);
    rule.matches = 0;
    rule.givenUp = 0;
    rule.givenUpLogged = Number.NEGATIVE_INFINITY;
    rule.lastMinute = "";
  }
}
