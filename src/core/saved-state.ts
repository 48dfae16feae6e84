import type { ActionList } from "./actions/index.ts";
import type { Context, StoredActionList, StoredEvent } from "./contexts/context.ts";
import { lifetimeChanged } from "./contexts/lifecycle.ts";
import { type DelayedEvent, type Engine, type QueuedEvent, SYNTHETIC } from "./engine.ts";
import { InputBuffer } from "./input-buffer.ts";
import type { Bindings, MatchVariables } from "./match-variables.ts";
import { EventTimes } from "./operations/event-times.ts";
import { type CountedEvent, GroupEvents } from "./operations/group-events.ts";
import { type Operation, type OperationPhase, setWindow } from "./operations/operation.ts";
import { substituted } from "./patterns/second-pattern.ts";
import type { RuleSet, RunningRule } from "./rule-set.ts";
import { conditionsOf } from "./rules/condition.ts";
import type { PendingScript } from "./scripts.ts";
import type { MatchRounds } from "./templates/substitution.ts";
import type { SavedVariables } from "./variables.ts";

/**
 * How saved state names a rule: its file, the digest of its text, and its ordinal among rules of the same
 * text.
 */
export interface RuleKey {
  readonly file: string;
  readonly digest: string;
  readonly ordinal: number;
}

/** A stored action list: where in its rule it stands, and values. Never code. */
export interface SavedActionList {
  readonly rule: RuleKey;
  /** The fields and positions that lead to the list, such as `action.1.onExpiry`. */
  readonly path: string;
  readonly rounds: MatchRounds;
  readonly bindings: Bindings;
  readonly description: string;
}

export interface SavedContext {
  readonly order: number;
  readonly names: readonly string[];
  /** Those of the names that have come to lead to another context, or to none. */
  readonly lostNames: readonly string[];
  readonly created: number;
  readonly lifetime: number;
  readonly onExpiry?: SavedActionList;
  readonly store: readonly StoredEvent[];
}

export interface SavedOperation {
  readonly order: number;
  readonly rule: RuleKey;
  readonly description: string;
  readonly started: number;
  readonly windowStart: number;
  readonly windowSeconds: number;
  readonly phase: OperationPhase;
  readonly rounds: MatchRounds;
  readonly bindings: Bindings;
  readonly times: readonly number[];
  readonly counted: readonly CountedEvent[];
  readonly secondPattern?: string;
}

/** A SingleWithScript rule's command that has not ended. */
export interface SavedScript {
  readonly ticket: number;
  readonly onSuccess: SavedActionList;
  readonly onFailure?: SavedActionList;
}

/** Numbers and lists that are small, whatever the engine does. */
export interface SavedMoment {
  readonly now: number;
  readonly started: number;
  readonly lastTick: number | null;
  readonly lastChange: number | null;
  readonly processedLines: number;
  readonly created: number;
  /** The match cache: entries with their variables. */
  readonly cache: readonly (readonly [string, readonly (readonly [string, string | null])[]])[];
  readonly queue: readonly QueuedEvent[];
  /** Signals that wait for another to come, with how often they came. */
  readonly signals: readonly (readonly [string, number])[];
  /** The source whose buffer `rewrite` changes, null for synthetic events; absent before the first event. */
  readonly lastSource?: string | null;
}

/** An input buffer; that of synthetic events has no source. */
export interface SavedBuffer {
  readonly source: string | null;
  readonly lines: readonly string[];
  readonly sources: readonly (string | null)[];
}

export interface SavedRule {
  readonly rule: RuleKey;
  readonly matches: number;
  readonly lastMinute: string;
}

/** All state of an engine as data that JSON can hold. */
export interface SavedState extends SavedMoment {
  readonly contexts: readonly SavedContext[];
  readonly operations: readonly SavedOperation[];
  readonly variables: SavedVariables;
  readonly delayed: readonly DelayedEvent[];
  readonly scripts: readonly SavedScript[];
  readonly buffers: readonly SavedBuffer[];
  readonly rules: readonly SavedRule[];
}

/** Takes the state out of an engine that is between two steps. */
export function save(engine: Engine): SavedState {
  const rules = engine.ruleSet.files.flatMap((file) => file.rules);
  const paths = pathsOfLists(rules);
  return {
    ...saveMoment(engine),
    contexts: [...new Set(engine.contexts.values())]
      .filter(({ internal }) => !internal)
      .map((context) => saveContext(engine, context, paths)),
    operations: rules.flatMap((rule) => [...rule.operations.values()].map(saveOperation)),
    variables: engine.variables.save(),
    delayed: [...engine.delayed],
    scripts: [...engine.scripts].map(([ticket, script]) => saveScript(ticket, script, paths)),
    buffers: [...engine.buffers].map(([source, buffer]) => saveBuffer(source, buffer)),
    rules: rules.map(saveRule),
  };
}

/** The part of the state that is small. */
export function saveMoment(engine: Engine): SavedMoment {
  const [lastSource] = [...engine.buffers].find(([, buffer]) => buffer === engine.buffer) ?? [];
  return {
    now: engine.now,
    started: engine.started,
    lastTick: Number.isFinite(engine.lastTick) ? engine.lastTick : null,
    lastChange: Number.isFinite(engine.lastChange) ? engine.lastChange : null,
    processedLines: engine.processedLines,
    created: engine.created,
    cache: [...engine.cache].map(([entry, match]) => [entry, entriesOf(match)] as const),
    queue: engine.queue.toArray(),
    signals: [...engine.signals],
    ...(lastSource !== undefined && { lastSource: sourceName(lastSource) }),
  };
}

function sourceName(source: string | typeof SYNTHETIC): string | null {
  return source === SYNTHETIC ? null : source;
}

export function saveBuffer(source: string | typeof SYNTHETIC, { lines, sources }: InputBuffer): SavedBuffer {
  return {
    source: sourceName(source),
    lines: [...lines],
    sources: sources.map((name) => name ?? null),
  };
}

export function saveRule(rule: RunningRule): SavedRule {
  return { rule: keyOf(rule), matches: rule.matches, lastMinute: rule.lastMinute };
}

export function saveScript(ticket: number, script: PendingScript, paths: ListPaths): SavedScript {
  const { onSuccess, onFailure } = script;
  return {
    ticket,
    onSuccess: saveList(onSuccess, paths),
    ...(onFailure && { onFailure: saveList(onFailure, paths) }),
  };
}

/** What {@link restore} could not bring back, because the rules have changed. */
export interface Dropped {
  readonly operations: number;
  readonly actionLists: number;
}

/**
 * Puts saved state into a new engine. What belongs to rules that are no longer there is dropped and
 * counted.
 */
export function restore(engine: Engine, saved: SavedState): Dropped {
  const rules = rulesByKey(engine.ruleSet);
  const dropped = { operations: 0, actionLists: 0 };
  engine.now = saved.now;
  engine.started = saved.started;
  engine.lastTick = saved.lastTick ?? Number.NEGATIVE_INFINITY;
  engine.lastChange = saved.lastChange ?? Number.NEGATIVE_INFINITY;
  engine.processedLines = saved.processedLines;
  engine.created = saved.created;
  for (const context of saved.contexts) {
    const list = context.onExpiry && restoreList(context.onExpiry, rules);
    if (context.onExpiry && !list) dropped.actionLists += 1;
    restoreContext(engine, context, list);
  }
  for (const operation of saved.operations) {
    const rule = rules.get(keyText(operation.rule));
    if (rule) restoreOperation(engine, operation, rule);
    else dropped.operations += 1;
  }
  for (const { ticket, onSuccess, onFailure } of saved.scripts) {
    const list = restoreList(onSuccess, rules);
    if (list)
      engine.scripts.set(ticket, { onSuccess: list, onFailure: onFailure && restoreList(onFailure, rules) });
    else dropped.actionLists += 1;
  }
  engine.variables.restore(saved.variables);
  for (const name of saved.variables.functions ?? []) {
    engine.log(
      3,
      () => `Variable '%${name}' held a Perl function, which can't be saved; it is undefined now`,
    );
  }
  for (const [entry, values] of saved.cache) engine.cache.set(entry, storedMatch(values));
  for (const event of saved.queue) engine.queue.push(event);
  engine.delayed = [...saved.delayed];
  for (const [name, count] of saved.signals) engine.signals.set(name, count);
  for (const { source, lines, sources } of saved.buffers) {
    const buffer = new InputBuffer(engine.ruleSet.bufferSize);
    lines.forEach((line, at) => buffer.push(line, sources[at] ?? undefined));
    buffer.forget();
    engine.buffers.set(source ?? SYNTHETIC, buffer);
  }
  restorePresentBuffer(engine, saved.lastSource);
  for (const { rule, matches, lastMinute } of saved.rules) {
    const running = rules.get(keyText(rule));
    if (running) Object.assign(running, { matches, lastMinute });
  }
  return dropped;
}

function restorePresentBuffer(engine: Engine, lastSource: string | null | undefined): void {
  const isKnown = engine.options.jointBuffer || lastSource !== undefined;
  const buffer = isKnown ? engine.buffers.get(lastSource ?? SYNTHETIC) : undefined;
  if (buffer) engine.buffer = buffer;
}

/** The name of a rule in saved state. */
export function keyOf({ rule, file }: RunningRule): RuleKey {
  return { file: file.path, digest: rule.digest, ordinal: rule.ordinal };
}

/** A {@link RuleKey} as one text. */
export function keyText({ file, digest, ordinal }: RuleKey): string {
  return `${digest} ${ordinal} ${file}`;
}

/** The rules of a rule set by their names in saved state. */
export function rulesByKey({ files }: RuleSet): ReadonlyMap<string, RunningRule> {
  const rules = files.flatMap((file) => file.rules);
  return new Map(rules.map((rule) => [keyText(keyOf(rule)), rule]));
}

/** Where in their rules action lists stand. */
export type ListPaths = ReadonlyMap<ActionList, string>;

/** Where in their rules all action lists stand. */
export function pathsOfLists(rules: readonly RunningRule[]): ListPaths {
  const paths = new Map<ActionList, string>();
  for (const { rule } of rules) addPaths(rule, "", paths);
  return paths;
}

function addPaths(value: unknown, path: string, paths: Map<ActionList, string>): void {
  if (typeof value !== "object" || value === null) return;
  if ("actions" in value) paths.set(value as ActionList, path);
  for (const [name, inner] of Object.entries("actions" in value ? (value as ActionList).actions : value)) {
    addPaths(inner, path === "" ? name : `${path}.${name}`, paths);
  }
}

/** The action list at a path, if the rule has one there. */
export function listAt(rule: RunningRule, path: string): ActionList | undefined {
  let value: unknown = rule.rule;
  for (const name of path.split(".")) {
    if (typeof value !== "object" || value === null) return undefined;
    const parent: object = "actions" in value ? (value as ActionList).actions : value;
    value = Object.hasOwn(parent, name) ? (parent as Record<string, unknown>)[name] : undefined;
  }
  const isList = typeof value === "object" && value !== null && "actions" in value;
  return isList ? (value as ActionList) : undefined;
}

/** A context as data; meaningful only for one to which a name leads. */
export function saveContext(engine: Engine, context: Context, paths: ListPaths): SavedContext {
  const { order, names, created, lifetime, store, onExpiry } = context;
  const lostNames = names.filter((name) => engine.contexts.get(name) !== context);
  const saved = { order, names: [...names], lostNames, created, lifetime, store: [...store] };
  return onExpiry ? { ...saved, onExpiry: saveList(onExpiry, paths) } : saved;
}

function saveList(stored: StoredActionList, paths: ListPaths): SavedActionList {
  const { list, rule, rounds, bindings, description } = stored;
  return { rule: keyOf(rule), path: paths.get(list) ?? "", rounds, bindings, description };
}

function restoreList(
  saved: SavedActionList,
  rules: ReadonlyMap<string, RunningRule>,
): StoredActionList | undefined {
  const rule = rules.get(keyText(saved.rule));
  const list = rule && listAt(rule, saved.path);
  if (!rule || !list) return undefined;
  return { list, rule, rounds: saved.rounds, bindings: saved.bindings, description: saved.description };
}

function restoreContext(engine: Engine, saved: SavedContext, onExpiry: StoredActionList | undefined): void {
  const context: Context = {
    names: [...saved.names],
    created: saved.created,
    lifetime: saved.lifetime,
    onExpiry,
    store: [...saved.store],
    internal: false,
    ending: false,
    due: Number.POSITIVE_INFINITY,
    waitsFor: Number.POSITIVE_INFINITY,
    order: saved.order,
  };
  for (const name of context.names) {
    if (!saved.lostNames.includes(name)) engine.contexts.set(name, context);
  }
  lifetimeChanged(engine, context);
}

/** An operation as data. */
export function saveOperation(operation: Operation): SavedOperation {
  const { rule, secondPattern, times, counted } = operation;
  return {
    order: operation.order,
    rule: keyOf(rule),
    description: operation.description,
    started: operation.started,
    windowStart: operation.windowStart,
    windowSeconds: operation.windowSeconds,
    phase: operation.phase,
    rounds: operation.rounds,
    bindings: operation.bindings,
    times: times.toArray(),
    counted: counted?.toArray() ?? [],
    ...(secondPattern && { secondPattern: secondPattern.text }),
  };
}

function restoreOperation(engine: Engine, saved: SavedOperation, rule: RunningRule): void {
  const second = saved.secondPattern === undefined ? undefined : conditionsOf(rule.rule)[1]?.pattern;
  const operation: Operation = {
    rule,
    description: saved.description,
    started: saved.started,
    windowStart: saved.windowStart,
    windowSeconds: saved.windowSeconds,
    phase: saved.phase,
    rounds: saved.rounds,
    bindings: saved.bindings,
    times: EventTimes.from(saved.times),
    counted: rule.rule.type === "eventgroup" ? GroupEvents.from(saved.counted) : undefined,
    fixed: undefined,
    due: Number.POSITIVE_INFINITY,
    waitsFor: Number.POSITIVE_INFINITY,
    order: saved.order,
    secondPattern: second && substituted(second, saved.secondPattern!),
  };
  rule.operations.set(operation.description, operation);
  engine.index?.operationStarted(operation);
  setWindow(engine, operation, operation.windowStart, operation.windowSeconds);
}

function entriesOf(match: MatchVariables): readonly (readonly [string, string | null])[] {
  return [...match.entries()].map(([name, value]) => [name, value ?? null] as const);
}

function storedMatch(values: readonly (readonly [string, string | null])[]): MatchVariables {
  const variables = new Map(values.map(([name, value]) => [name, value ?? undefined] as const));
  return { get: (name) => variables.get(name), entries: () => variables };
}
