import type { ActionList } from "./actions/index.ts";
import { runStored } from "./actions/run.ts";
import { type ActionScope, store } from "./actions/scope.ts";
import type { StoredActionList } from "./contexts/context.ts";
import type { Engine } from "./engine.ts";
import type { Command } from "./ports.ts";

/** A command of a SingleWithScript rule that runs, and what is to be done when it has ended. */
export interface PendingScript {
  readonly onSuccess: StoredActionList;
  readonly onFailure: StoredActionList | undefined;
}

/** Starts the command of a SingleWithScript rule; it reads the names of all contexts. */
export function startScript(
  engine: Engine,
  command: Command,
  action: ActionList,
  action2: ActionList | undefined,
  scope: ActionScope,
): void {
  const ticket = Math.max(0, ...engine.scripts.keys()) + 1;
  engine.scripts.set(ticket, {
    onSuccess: store(action, scope),
    onFailure: action2 && store(action2, scope),
  });
  engine.ports.perform({ kind: "run", command, input: [...engine.contexts.keys()], ticket });
}

/** Runs the action list that goes with the end of a command. */
export function endScript(engine: Engine, ticket: number, succeeded: boolean): void {
  const script = engine.scripts.get(ticket);
  if (!script) return;
  engine.scripts.delete(ticket);
  const list = succeeded ? script.onSuccess : script.onFailure;
  if (list) runStored(engine, list);
}
