import { runStored } from "../actions/run.ts";
import { contextChanged } from "../changes.ts";
import { type Engine, nextOrder } from "../engine.ts";
import type { Context, StoredActionList, StoredEvent } from "./context.ts";

/**
 * Inside of a context's action list this name stands for the context (manual: "INTERNAL EVENTS AND
 * CONTEXTS").
 */
const THIS = "_THIS";

/** Creates a context, or empties an existing one and gives it new settings (manual: `create`). */
export function createContext(
  engine: Engine,
  name: string,
  lifetime = 0,
  onExpiry: StoredActionList | undefined = undefined,
): Context {
  let context = engine.contexts.get(name);
  if (context) {
    context.created = engine.now;
    context.lifetime = lifetime;
    context.onExpiry = onExpiry;
    context.store = [];
  } else {
    context = {
      names: [name],
      created: engine.now,
      lifetime,
      onExpiry,
      store: [],
      internal: false,
      ending: false,
      due: Number.POSITIVE_INFINITY,
      waitsFor: Number.POSITIVE_INFINITY,
      order: nextOrder(engine),
    };
    engine.contexts.set(name, context);
  }
  lifetimeChanged(engine, context);
  return context;
}

/**
 * Sets up the context that says where the present line comes from, in place of any other of that name. The
 * reference has made them all when it began, which getctime shows.
 */
export function enterInternalContext(engine: Engine, name: string): void {
  const context: Context = {
    names: [name],
    created: engine.started,
    lifetime: 0,
    onExpiry: undefined,
    store: [],
    internal: true,
    ending: false,
    due: Number.POSITIVE_INFINITY,
    waitsFor: Number.POSITIVE_INFINITY,
    order: 0,
  };
  takeName(engine, name);
  engine.contexts.set(name, context);
}

/** Lets a name lead to no context. A context to which no name leads is out of reach, and never ends. */
function takeName(engine: Engine, name: string): void {
  const context = engine.contexts.get(name);
  if (!context) return;
  engine.contexts.delete(name);
  contextChanged(engine, context);
  const reachable = context.names.some((other) => engine.contexts.get(other) === context);
  if (!reachable) context.due = Number.POSITIVE_INFINITY;
}

/** Whether an action must leave a context alone because it is an internal one; this is logged. */
export function isProtected(engine: Engine, context: Context | undefined, action: string): boolean {
  if (!context?.internal) return false;
  engine.log(3, () => `Invalid use of ${action} action for internal context '${context.names[0]}'`);
  return true;
}

/** To be called when a context's creation time or lifetime has changed. */
export function lifetimeChanged(engine: Engine, context: Context): void {
  contextChanged(engine, context);
  context.due = context.lifetime === 0 ? Number.POSITIVE_INFINITY : context.created + context.lifetime + 1;
  engine.contextDeadlines.watch(context);
}

/** The context of that name, unless its action list is running because it ends. */
export function deletable(engine: Engine, name: string): Context | undefined {
  const context = engine.contexts.get(name);
  return context?.ending ? undefined : context;
}

/**
 * Takes a context and all its names away, without running its action list. This includes names that an
 * internal context hid: if such a name has been given to another context since, that one loses it.
 */
export function forgetContext(engine: Engine, context: Context): void {
  for (const name of context.names) takeName(engine, name);
  contextChanged(engine, context);
  context.due = Number.POSITIVE_INFINITY;
}

/**
 * Runs a context's action list and takes the context away (manual: `obsolete`, and what happens on expiry).
 */
export function endContext(engine: Engine, context: Context): void {
  context.due = Number.POSITIVE_INFINITY;
  if (context.onExpiry) {
    context.ending = true;
    const outer = engine.contexts.get(THIS);
    engine.contexts.set(THIS, context);
    runStored(engine, context.onExpiry);
    if (outer) engine.contexts.set(THIS, outer);
    else engine.contexts.delete(THIS);
    context.ending = false;
  }
  forgetContext(engine, context);
  for (const name of context.names) engine.log(6, () => `Stale context '${name}' deleted`);
}

/** Whether a context exists for a context expression, which is where one whose time is over ends at once. */
export function contextHolds(engine: Engine, name: string): boolean {
  const context = engine.contexts.get(name);
  if (!context) return false;
  if (context.due > engine.now || context.ending) return true;
  expire(engine, context, name);
  return engine.contexts.has(name);
}

/** Ends a context whose lifetime is over, or shall be, and which was found by that name. */
export function expire(engine: Engine, context: Context, name = context.names[0]): void {
  engine.log(6, () => `Deleting stale context '${name}'`);
  endContext(engine, context);
}

/** Takes one name away; a context without names is forgotten (manual: `unalias`). */
export function removeName(engine: Engine, context: Context, name: string): void {
  takeName(engine, name);
  const at = context.names.indexOf(name);
  contextChanged(engine, context);
  if (at >= 0) context.names.splice(at, 1);
}

/**
 * Puts lines into a context's event store, all of them or none if there is no room (manual: `--evstoresize`).
 * Returns whether there was room.
 */
export function storeEvents(
  engine: Engine,
  context: Context,
  lines: readonly string[],
  place: "end" | "beginning" | "instead",
): boolean {
  const kept = place === "instead" ? [] : context.store;
  const limit = engine.options.eventStoreSize;
  if (limit > 0 && kept.length + lines.length > limit) return false;
  const added = lines.map((text) => ({ text, time: engine.now }));
  if (place === "end") for (const event of added) kept.push(event);
  else context.store = [...added, ...kept];
  contextChanged(engine, context);
  return true;
}

/**
 * Splits a text into lines as Perl does: empty lines at the end are dropped, and an empty text has no line.
 */
export function splitLines(text: string): string[] {
  const lines = text.split("\n");
  while (lines.length > 0 && lines[lines.length - 1] === "") lines.pop();
  return lines;
}

/** An event store as the text that `copy` puts into a variable. */
export function joinStore(store: readonly StoredEvent[]): string {
  return store.map((event) => event.text).join("\n");
}
