import { localTimeText } from "./actions/built-in-variables.ts";
import { ACTIONS } from "./actions/index.ts";
import { Deadlines } from "./deadlines.ts";
import { type Engine, type EngineOptions, SYNTHETIC } from "./engine.ts";
import { Fifo } from "./fifo.ts";
import { InputBuffer } from "./input-buffer.ts";
import { indexOf } from "./literal-index/index-parts.ts";
import { NO_VARIABLES, valueIn } from "./match-variables.ts";
import { newPerlDealings } from "./perl-calls.ts";
import type { Ports } from "./ports.ts";
import type { RuleSet } from "./rule-set.ts";
import { RULE_TYPES } from "./rules/index.ts";
import { ActionListVariables } from "./variables.ts";

/** An engine without state, at a moment. */
export function createEngine(ruleSet: RuleSet, options: EngineOptions, ports: Ports, now: number): Engine {
  const jointBuffer = options.jointBuffer || ruleSet.bufferSize === 1;
  const buffer = new InputBuffer(ruleSet.bufferSize);
  const engine: Engine = {
    ruleSet,
    options: { ...options, jointBuffer },
    ports,
    logLevel: options.logLevel,
    actions: ACTIONS,
    ruleTypes: RULE_TYPES,
    now,
    index: options.literalIndex ? indexOf(ruleSet, options.cleanTimeSeconds) : undefined,
    started: now,
    lastTick: Number.NEGATIVE_INFINITY,
    lastChange: Number.NEGATIVE_INFINITY,
    created: 0,
    processedLines: 0,
    contexts: new Map(),
    contextDeadlines: new Deadlines(),
    operationDeadlines: new Deadlines(),
    variables: new ActionListVariables(
      (time) => localTimeText(ports.localTime(time)),
      ({ handle }) => ports.perl?.release(handle),
    ),
    changes: undefined,
    queue: new Fifo(),
    delayed: [],
    buffers: new Map([[SYNTHETIC, buffer]]),
    // Before the first event there is no buffer that rewrite could change, unless there is only one.
    fields: undefined,
    buffer: jointBuffer ? buffer : new InputBuffer(ruleSet.bufferSize),
    internalContext: undefined,
    match: NO_VARIABLES,
    liveMatch: (reference) => valueIn(engine.match, engine.cache, reference),
    cache: new Map(),
    rule: undefined,
    jumps: new Set(),
    signals: new Map(),
    signalled: false,
    scripts: new Map(),
    ended: false,
    perl: newPerlDealings(),
    log(level, message) {
      if (level <= engine.logLevel) ports.log(level, message());
    },
  };
  return engine;
}
