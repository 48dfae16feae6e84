import { Deadlines } from "./deadlines.ts";
import { type Engine, SYNTHETIC } from "./engine.ts";
import { InputBuffer } from "./input-buffer.ts";
import { processInternalEvent } from "./matching.ts";

/** What the engine does about a signal, besides telling the outside world (manual: "SIGNALS"). */
interface SignalDefinition {
  readonly before?: string;
  readonly after?: string;
  act?(engine: Engine): void;
}

/** The signals, in the order in which those that came during one step are looked at. */
const SIGNALS: Readonly<Record<string, SignalDefinition>> = {
  HUP: { before: "SEC_PRE_RESTART", after: "SEC_RESTART", act: forgetState },
  ABRT: { before: "SEC_PRE_SOFTRESTART", after: "SEC_SOFTRESTART" },
  USR1: {},
  USR2: { before: "SEC_PRE_LOGROTATE", after: "SEC_LOGROTATE" },
  INT: {},
  TERM: {
    act: (engine) => {
      engine.ended = true;
    },
  },
};

/**
 * Reacts to the signals that have come, each once. Before that rules are told if the Perl process is a new
 * one, so that they can load their modules again.
 */
export function arriveSignals(engine: Engine): void {
  if (engine.perl.restarted) {
    engine.perl.restarted = false;
    processInternalEvent(engine, "SEC_TS_PERL_RESTART");
  }
  if (engine.signals.size === 0) return;
  const arrived = Object.entries(SIGNALS).filter(([name]) => engine.signals.has(name));
  engine.signals.clear();
  for (const [signal, { before, after, act }] of arrived) {
    if (before !== undefined) processInternalEvent(engine, before);
    act?.(engine);
    engine.ports.perform({ kind: "signal", signal });
    if (after !== undefined) processInternalEvent(engine, after);
  }
}

/** Drops all correlation state; only the events that wait to be matched stay (manual: SIGHUP). */
function forgetState(engine: Engine): void {
  engine.contexts.clear();
  engine.contextDeadlines = new Deadlines();
  engine.operationDeadlines = new Deadlines();
  engine.variables.clear();
  engine.delayed = [];
  engine.cache.clear();
  engine.buffers.clear();
  engine.buffer = new InputBuffer(engine.ruleSet.bufferSize);
  engine.buffers.set(SYNTHETIC, engine.buffer);
  for (const rule of engine.ruleSet.files.flatMap((file) => file.rules)) {
    rule.operations.clear();
    rule.matches = 0;
    rule.lastMinute = "";
  }
}
