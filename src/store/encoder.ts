import { type Changes, noteChanges } from "../core/changes.ts";
import type { Context } from "../core/contexts/context.ts";
import type { DelayedEvent, Engine, SYNTHETIC } from "../core/engine.ts";
import type { InputBuffer } from "../core/input-buffer.ts";
import type { Operation } from "../core/operations/operation.ts";
import { isRunning } from "../core/operations/operation.ts";
import type { RuleSet, RunningRule } from "../core/rule-set.ts";
import {
  keyOf,
  keyText,
  type ListPaths,
  pathsOfLists,
  saveBuffer,
  saveContext,
  saveMoment,
  saveScript,
} from "../core/saved-state.ts";
import { add, type Batch } from "./batch.ts";
import type { Loaded } from "./load.ts";
import { bufferKey, encodeCounted, encodeOrigin } from "./rows.ts";
import { StoredLines } from "./stored-lines.ts";

/** After so many rows somebody looks at the clock. */
const ROWS_BETWEEN_LOOKS = 64;

interface WrittenRule {
  readonly id: number;
  matches: number;
  lastMinute: string;
}

interface WrittenBuffer {
  readonly buffer: InputBuffer;
  readonly pushed: number;
  readonly rewrites: number;
}

/**
 * Turns what has changed in an engine into rows. It remembers of what was encoded no more than it needs to
 * tell what has changed; so every batch that it gave out must be written, in order.
 */
export class ChangeEncoder {
  private readonly engine: Engine;
  private readonly changes: Changes;
  private readonly stored = new StoredLines();
  private readonly rules = new Map<RunningRule, WrittenRule>();
  private readonly ruleIds = new Map<string, number>();
  private readonly buffers = new Map<string | typeof SYNTHETIC, WrittenBuffer>();
  private readonly delayed = new Map<DelayedEvent, number>();
  private readonly scripts = new Set<number>();
  private nextDelayed = 1;
  private nextRule = 1;
  private ruleSet: RuleSet | undefined;
  private paths: ListPaths = new Map();
  /** Operations and contexts with higher numbers have never been written. */
  private lastWritten = -1;

  /** Everything in the engine counts as changed, unless {@link resume} says where it came from. */
  constructor(engine: Engine) {
    this.engine = engine;
    this.changes = noteChanges(engine);
    this.markAll();
  }

  /** Tells that the engine has just been restored from these rows, so that only what differs is written. */
  resume({ state, firstPositions, ruleIds, delayedIds }: Loaded, dropped: { actionLists: number }): void {
    const { engine, changes } = this;
    changes.operations.clear();
    if (dropped.actionLists === 0) changes.contexts.clear();
    for (const context of new Set(engine.contexts.values())) {
      const first = firstPositions.get(context.order);
      if (first !== undefined) this.stored.hasRows(context, first);
    }
    for (const [key, id] of ruleIds) this.ruleIds.set(key, id);
    this.nextRule = Math.max(0, ...ruleIds.values()) + 1;
    state.delayed.forEach((event, at) => this.delayed.set(event, delayedIds[at]!));
    this.nextDelayed = Math.max(0, ...delayedIds) + 1;
    for (const { ticket } of state.scripts) this.scripts.add(ticket);
    this.lastWritten = engine.created;
  }

  /** Makes everything count as changed, for a database that has nothing. */
  markAll(): void {
    const { engine, changes } = this;
    this.stored.clear();
    for (const map of [this.rules, this.ruleIds, this.buffers, this.delayed]) map.clear();
    this.scripts.clear();
    this.ruleSet = undefined;
    this.lastWritten = -1;
    for (const file of engine.ruleSet.files)
      for (const rule of file.rules)
        for (const operation of rule.operations.values()) changes.operations.add(operation);
    for (const context of engine.contexts.values()) changes.contexts.add(context);
    for (const [name] of engine.variables.entries()) changes.variables.add(name);
    changes.delayed = true;
  }

  /** Forgets things that began and ended without ever being written, while nothing can be written. */
  forgetShortLived(): void {
    const { operations, contexts } = this.changes;
    for (const operation of operations)
      if (operation.order > this.lastWritten && !isRunning(operation)) operations.delete(operation);
    for (const context of contexts)
      if (context.order > this.lastWritten && !this.isReachable(context)) contexts.delete(context);
  }

  /**
   * Fills a batch; the engine must not be stepped until that is done. Each `yield` is a place where the
   * caller may do something else, and take away what the batch holds by then.
   */
  *encode(batch: Batch): Generator<void, void, void> {
    const { engine, changes } = this;
    this.encodeRules(batch);
    let rows = 0;
    for (const operation of changes.operations) {
      this.encodeOperation(batch, operation);
      if ((rows += 1) % ROWS_BETWEEN_LOOKS === 0) yield;
    }
    changes.operations.clear();
    for (const context of changes.contexts) {
      if (!context.internal) this.encodeContext(batch, context);
      if ((rows += 1) % ROWS_BETWEEN_LOOKS === 0) yield;
    }
    changes.contexts.clear();
    this.encodeVariables(batch);
    this.encodeDelayed(batch);
    this.encodeScripts(batch);
    this.encodeBuffers(batch);
    const { description, time } = engine.variables.current;
    add(batch, "meta", "moment", JSON.stringify(saveMoment(engine)));
    add(batch, "meta", "variables", JSON.stringify({ description, time }));
    this.lastWritten = engine.created;
  }

  private encodeRules(batch: Batch): void {
    const rules = this.engine.ruleSet.files.flatMap((file) => file.rules);
    if (this.engine.ruleSet !== this.ruleSet) this.learnRules(batch, rules);
    for (const rule of rules) {
      const written = this.rules.get(rule)!;
      if (written.matches === rule.matches && written.lastMinute === rule.lastMinute) continue;
      Object.assign(written, { matches: rule.matches, lastMinute: rule.lastMinute });
      const { file, digest, ordinal } = keyOf(rule);
      add(batch, "rule", written.id, file, digest, ordinal, rule.matches, rule.lastMinute);
    }
  }

  /** Gives numbers to rules that have none. Rules that are gone take their operations with them. */
  private learnRules(batch: Batch, rules: readonly RunningRule[]): void {
    this.ruleSet = this.engine.ruleSet;
    this.paths = pathsOfLists(rules);
    this.rules.clear();
    const gone = new Map(this.ruleIds);
    this.ruleIds.clear();
    for (const rule of rules) {
      const key = keyText(keyOf(rule));
      let id = gone.get(key);
      if (id === undefined) {
        id = this.nextRule;
        this.nextRule += 1;
      }
      gone.delete(key);
      this.ruleIds.set(key, id);
      this.rules.set(rule, { id, matches: Number.NaN, lastMinute: "" });
    }
    for (const id of gone.values()) add(batch, "deleteRule", id);
  }

  private encodeOperation(batch: Batch, operation: Operation): void {
    const { order, windowStart, windowSeconds, phase } = operation;
    const isNew = order > this.lastWritten;
    if (!isRunning(operation)) {
      if (!isNew) add(batch, "deleteOperation", order);
      return;
    }
    const times = operation.times.runs();
    const counted = encodeCounted(operation);
    if (!isNew) {
      // Most of what there is to do, so without a list of arguments.
      const progress = (batch.operationProgress ??= []);
      progress.push(windowStart, windowSeconds, phase, times, counted, order);
      return;
    }
    const { id } = this.rules.get(operation.rule)!;
    const { description, started } = operation;
    const origin = encodeOrigin(operation);
    const rows = (batch.operation ??= []);
    rows.push(order, id, description, started, origin, windowStart, windowSeconds, phase, times, counted);
  }

  private encodeContext(batch: Batch, context: Context): void {
    const { order } = context;
    if (!this.isReachable(context)) {
      if (order <= this.lastWritten) add(batch, "deleteContext", order);
      this.stored.forget(context);
      return;
    }
    const { created, lifetime, names, lostNames, onExpiry } = saveContext(this.engine, context, this.paths);
    const list = onExpiry ? JSON.stringify(onExpiry) : "";
    const lost = lostNames.length === 0 ? "" : JSON.stringify(lostNames);
    add(batch, "context", order, created, lifetime, JSON.stringify(names), lost, list);
    this.stored.encode(batch, context);
  }

  private isReachable(context: Context): boolean {
    return context.names.some((name) => this.engine.contexts.get(name) === context);
  }

  private encodeVariables(batch: Batch): void {
    const { variables } = this.engine;
    for (const name of this.changes.variables) {
      if (!variables.has(name)) add(batch, "deleteVariable", name);
      else {
        const value = variables.get(name);
        add(
          batch,
          "variable",
          name,
          typeof value === "string" ? value : null,
          typeof value === "object" ? 1 : 0,
          variables.isNumber(name) ? 1 : 0,
        );
      }
    }
    this.changes.variables.clear();
  }

  private encodeDelayed(batch: Batch): void {
    if (!this.changes.delayed) return;
    this.changes.delayed = false;
    const present = new Set(this.engine.delayed);
    for (const [event, id] of this.delayed) {
      if (present.has(event)) continue;
      add(batch, "deleteDelayedEvent", id);
      this.delayed.delete(event);
    }
    for (const event of present) {
      if (this.delayed.has(event)) continue;
      this.delayed.set(event, this.nextDelayed);
      add(batch, "delayedEvent", this.nextDelayed, event.due, event.text, event.context ?? null);
      this.nextDelayed += 1;
    }
  }

  private encodeScripts(batch: Batch): void {
    const { scripts } = this.engine;
    for (const ticket of this.scripts) {
      if (scripts.has(ticket)) continue;
      add(batch, "deleteScript", ticket);
      this.scripts.delete(ticket);
    }
    for (const [ticket, script] of scripts) {
      if (this.scripts.has(ticket)) continue;
      this.scripts.add(ticket);
      add(batch, "script", ticket, JSON.stringify(saveScript(ticket, script, this.paths)));
    }
  }

  private encodeBuffers(batch: Batch): void {
    const { buffers } = this.engine;
    for (const source of this.buffers.keys()) {
      if (buffers.has(source)) continue;
      add(batch, "deleteBuffer", bufferKey(source));
      this.buffers.delete(source);
    }
    for (const [source, buffer] of buffers) {
      const { pushed, rewrites } = buffer;
      const written = this.buffers.get(source);
      if (written?.buffer === buffer && written.pushed === pushed && written.rewrites === rewrites) continue;
      this.buffers.set(source, { buffer, pushed, rewrites });
      add(batch, "buffer", bufferKey(source), JSON.stringify(saveBuffer(source, buffer)));
    }
  }
}
