import type { Context } from "./contexts/context.ts";
import type { Engine } from "./engine.ts";
import type { Operation } from "./operations/operation.ts";

/**
 * What has changed since somebody wrote the state down. Things that have ended are in it too. An engine whose
 * state nobody keeps has none, so that a change costs it one comparison.
 *
 * Input buffers, rules' counts and the like are few: whoever writes them down compares them instead.
 */
export interface Changes {
  readonly operations: Set<Operation>;
  readonly contexts: Set<Context>;
  /** Names of action list variables. */
  readonly variables: Set<string>;
  /** Whether the list of delayed events is another one. */
  delayed: boolean;
}

/** Lets an engine note from now on what changes. */
export function noteChanges(engine: Engine): Changes {
  const changes: Changes = {
    operations: new Set(),
    contexts: new Set(),
    variables: new Set(),
    delayed: false,
  };
  engine.changes = changes;
  engine.variables.changed = changes.variables;
  return changes;
}

/** To be called when an operation has begun, ended, or is not what it was. */
export function operationChanged({ changes }: Engine, operation: Operation): void {
  if (changes !== undefined) changes.operations.add(operation);
}

/** To be called when a context has been created or lost a name, or is not what it was. */
export function contextChanged({ changes }: Engine, context: Context): void {
  if (changes !== undefined) changes.contexts.add(context);
}

/** To be called when an event has begun or ceased to wait for its time. */
export function delayedChanged({ changes }: Engine): void {
  if (changes !== undefined) changes.delayed = true;
}
