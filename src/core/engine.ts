import type { ACTIONS } from "./actions/index.ts";
import type { Changes } from "./changes.ts";
import type { Context } from "./contexts/context.ts";
import type { Deadlines } from "./deadlines.ts";
import type { Fifo } from "./fifo.ts";
import { InputBuffer } from "./input-buffer.ts";
import type { InputLine } from "./line.ts";
import type { RuleIndex } from "./literal-index/rule-index.ts";
import { type Lookup, type MatchCache, type MatchVariables } from "./match-variables.ts";
import type { Operation } from "./operations/operation.ts";
import type { PerlDealings } from "./perl-calls.ts";
import type { LogLevel, Ports } from "./ports.ts";
import type { RuleSet, RunningRule } from "./rule-set.ts";
import type { RULE_TYPES } from "./rules/index.ts";
import type { PendingScript } from "./scripts.ts";
import type { ShellVariables } from "./templates/shell-template.ts";
import type { ActionListVariables } from "./variables.ts";

/** What SEC's options tell the engine (manual: "OPTIONS"). */
export interface EngineOptions {
  /** One buffer for all inputs, or one for each and one for synthetic events. */
  readonly jointBuffer: boolean;
  readonly internalEvents: boolean;
  readonly internalContexts: boolean;
  /** Most lines that a context's event store may hold; 0 is no limit. */
  readonly eventStoreSize: number;
  readonly cleanTimeSeconds: number;
  readonly quoting: boolean;
  /** What may be put into command lines for the shell; all values as they are if nothing is said. */
  readonly shellVariables?: ShellVariables;
  /** Whether rules whose literals a line lacks are left out; changes nothing but speed. */
  readonly literalIndex: boolean;
  /** Messages up to this level are logged. */
  readonly logLevel: LogLevel;
}

/** An event that waits to be matched. */
export interface QueuedEvent {
  readonly text: string;
  /** The internal context it gets with `--intcontexts`, if not the usual one. */
  readonly context: string | undefined;
}

/** An event that is created later. */
export interface DelayedEvent extends QueuedEvent {
  readonly due: number;
}

/** The input buffer that holds synthetic and internal events if buffers are not joint. */
export const SYNTHETIC = Symbol("synthetic events");

/**
 * The engine: rules, state, and the moment it is in. All of its state is data; rules are referred to by
 * operations and contexts, never copied into them. The same rules, inputs and times give the same effects.
 */
export interface Engine {
  ruleSet: RuleSet;
  options: EngineOptions;
  readonly ports: Ports;
  /**
   * The definitions of all actions and rule types. They come with the engine, since some of them call
   * others.
   */
  readonly actions: typeof ACTIONS;
  readonly ruleTypes: typeof RULE_TYPES;

  /** Seconds since Epoch, sampled once a step. */
  now: number;
  /** The second in which the program began; internal contexts are as old. */
  started: number;
  /** When contexts, delayed events, Calendar rules and operations were last looked after. */
  lastTick: number;
  /** When a line was matched last, or an action ran. */
  lastChange: number;
  /** How many contexts and operations have been created. */
  created: number;
  /** Lines and events that were matched with the rules. */
  processedLines: number;

  /** Every name of every context. */
  readonly contexts: Map<string, Context>;
  contextDeadlines: Deadlines<Context>;
  operationDeadlines: Deadlines<Operation>;
  readonly variables: ActionListVariables;
  /** What has changed; absent if nobody wants to know. */
  changes: Changes | undefined;
  readonly queue: Fifo<QueuedEvent>;
  delayed: DelayedEvent[];

  /** Messages up to this level are logged. */
  logLevel: LogLevel;

  /** Tells which rules a line may match; absent if that is switched off. */
  index: RuleIndex | undefined;

  readonly buffers: Map<string | typeof SYNTHETIC, InputBuffer>;
  /** The variables of the match that happened last. */
  match: MatchVariables;
  /** Looks variables up in {@link match} and in the cache, as they are at the time. */
  readonly liveMatch: Lookup;

  /** The buffer that holds the present line, or the last one that was matched. */
  buffer: InputBuffer;
  /** The fields of the present line, if it is an entry of the journal. */
  fields: InputLine["fields"];
  /** The name of the present line's internal context, `undefined` if it has none. */
  internalContext: string | undefined;
  /** Matches of the present line, or the last one, by the names of their cache entries. */
  readonly cache: MatchCache;
  /** The rule that is being tried, or was last. */
  rule: RunningRule | undefined;
  /** The configuration file sets that Jump rules are in the middle of. */
  readonly jumps: Set<string>;
  /** Signals that have come or that sigemul asked for, with how often. */
  readonly signals: Map<string, number>;
  /** Whether a signal has come since they were looked at last. */
  signalled: boolean;
  /** Commands of SingleWithScript rules that have not ended, by their tickets. */
  readonly scripts: Map<number, PendingScript>;
  readonly perl: PerlDealings;
  /** SIGTERM has come: nothing more is to be matched. */
  ended: boolean;

  log(level: LogLevel, message: () => string): void;
}

/** The buffer for lines of an input file, or for synthetic events. */
export function bufferOf(engine: Engine, source: string | typeof SYNTHETIC): InputBuffer {
  const key = engine.options.jointBuffer ? SYNTHETIC : source;
  let buffer = engine.buffers.get(key);
  if (!buffer) engine.buffers.set(key, (buffer = new InputBuffer(engine.ruleSet.bufferSize)));
  return buffer;
}

/** The number of a new context or operation among all that were ever created. */
export function nextOrder(engine: Engine): number {
  engine.created += 1;
  return engine.created;
}
