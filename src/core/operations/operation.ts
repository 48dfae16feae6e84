import type { ActionList } from "../actions/index.ts";
import { run } from "../actions/run.ts";
import type { ActionScope } from "../actions/scope.ts";
import { operationChanged } from "../changes.ts";
import type { Due } from "../deadlines.ts";
import { type Engine, nextOrder } from "../engine.ts";
import { type Bindings, lookupStored } from "../match-variables.ts";
import type { SubstitutedPattern } from "../patterns/second-pattern.ts";
import type { RunningRule } from "../rule-set.ts";
import type { RuleDefinition } from "../rules/definition.ts";
import type { Rule } from "../rules/index.ts";
import type { MatchRounds } from "../templates/substitution.ts";
import { EventTimes } from "./event-times.ts";
import { GroupEvents } from "./group-events.ts";

/** What an event correlation operation is waiting for. */
export type OperationPhase =
  /** Enough events, or for a pair the second event. */
  | "counting"
  /** The end of the window: enough events have been seen. */
  | "reached"
  /** SingleWith2Thresholds: few events in the second window. */
  | "second-window";

/**
 * An event correlation operation (manual: "EVENT CORRELATION OPERATIONS"): the rule that started it,
 * values, and the times of events. It is found by its rule and its description string.
 */
export interface Operation extends Due {
  /** Another one of the same text after its file has been read anew. */
  rule: RunningRule;
  readonly description: string;
  /** When the operation was created, in seconds since Epoch. */
  readonly started: number;
  /** The beginning of the event correlation window. */
  windowStart: number;
  /** 0 is for ever. */
  windowSeconds: number;
  phase: OperationPhase;
  /** What the rule's texts knew of the event that started the operation. */
  readonly rounds: MatchRounds;
  readonly bindings: Bindings;
  /** When the events in the window occurred. */
  readonly times: EventTimes;
  /** EventGroup: the same events with their kinds. */
  readonly counted: GroupEvents | undefined;
  /** EventGroup: which of the action lists is running that may not move the window. */
  fixed: "initializing" | "terminating" | undefined;
  /** Pair rules: the second pattern with the values of the first match in it, if it is not the rule's own. */
  readonly secondPattern: SubstitutedPattern | undefined;
}

/** Creates an operation whose window begins now, and puts it into its rule's list. */
export function startOperation(
  engine: Engine,
  rule: RunningRule,
  description: string,
  windowSeconds: number,
  match: { readonly rounds: MatchRounds; readonly bindings: Bindings },
  secondPattern?: SubstitutedPattern,
): Operation {
  const operation: Operation = {
    rule,
    description,
    started: engine.now,
    windowStart: engine.now,
    windowSeconds,
    phase: "counting",
    rounds: match.rounds,
    bindings: match.bindings,
    times: new EventTimes(),
    counted: rule.rule.type === "eventgroup" ? new GroupEvents() : undefined,
    secondPattern,
    fixed: undefined,
    due: Number.POSITIVE_INFINITY,
    waitsFor: Number.POSITIVE_INFINITY,
    order: nextOrder(engine),
  };
  rule.operations.set(description, operation);
  engine.index?.operationStarted(operation);
  setWindow(engine, operation, engine.now, windowSeconds);
  return operation;
}

/** Sets the beginning and the length of an operation's window. */
export function setWindow(engine: Engine, operation: Operation, start: number, windowSeconds: number): void {
  operation.windowStart = start;
  operation.windowSeconds = windowSeconds;
  operationChanged(engine, operation);
  operation.due = windowSeconds === 0 ? Number.POSITIVE_INFINITY : start + windowSeconds + 1;
  engine.operationDeadlines.watch(operation);
}

/** Whether an operation is still in its rule's list. */
export function isRunning(operation: Operation): boolean {
  return operation.rule.operations.get(operation.description) === operation;
}

/** Takes an operation away, without running any action list. */
export function endOperation(engine: Engine, operation: Operation | undefined): void {
  if (!operation || !isRunning(operation)) return;
  operation.rule.operations.delete(operation.description);
  operationChanged(engine, operation);
  engine.index?.operationEnded(operation);
  operation.due = Number.POSITIVE_INFINITY;
}

/** Does what the rule type says about the end of a window. */
export function windowEnds(engine: Engine, operation: Operation): void {
  operationChanged(engine, operation);
  definitionOf(engine, operation).windowEnds?.(engine, operation);
}

/** Moves the window's beginning forward at the request of an action (manual: `setwpos`). */
export function moveWindow(engine: Engine, operation: Operation, start: number): void {
  setWindow(engine, operation, start, operation.windowSeconds);
  definitionOf(engine, operation).windowMoved?.(engine, operation);
}

/** Drops the times of events before the window's beginning. */
export function dropBefore(operation: Operation, start: number): void {
  const dropped = operation.times.dropBefore(start);
  operation.counted?.dropOldest(dropped);
}

/** Runs one of the rule's action lists, with the variables of the event that started the operation. */
export function runFor(engine: Engine, operation: Operation, list: ActionList | undefined): void {
  if (list) run(engine, list, scopeOf(operation));
}

export function scopeOf({ rule, rounds, bindings, description }: Operation): ActionScope {
  return { rule, rounds, match: lookupStored(bindings), description };
}

/** The operation of that description, once it has been seen to that its window has not ended. */
export function runningOperation(
  engine: Engine,
  rule: RunningRule,
  description: string,
): Operation | undefined {
  const operation = rule.operations.get(description);
  if (!operation || operation.due > engine.now) return operation;
  windowEnds(engine, operation);
  return rule.operations.get(description);
}

/** The rule that started an operation, as data. */
export function ruleOf<R extends Rule>(operation: Operation): R {
  return operation.rule.rule as R;
}

function definitionOf(engine: Engine, operation: Operation): RuleDefinition<Rule> {
  return engine.ruleTypes[operation.rule.rule.type] as unknown as RuleDefinition<Rule>;
}
