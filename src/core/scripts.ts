import type { ActionList } from "./actions/index.ts";
import { runStored } from "./actions/run.ts";
import { type ActionScope, store } from "./actions/scope.ts";
import type { StoredActionList } from "./contexts/context.ts";
import type { Engine } from "./engine.ts";
import type { ChildEnd, Command } from "./ports.ts";

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

/**
 * Notes the end of a command; that of a SingleWithScript rule runs the rule's action list. A signal counts as
 * exit code 0, as in the reference.
 */
export function endCommand(engine: Engine, end: ChildEnd): void {
  const { child, command, code, signal, ticket } = end;
  if (ticket === undefined) {
    if (signal !== undefined)
      engine.log(3, () => `Child ${child} terminated by signal ${signal} ( ${command} )`);
    else if (code !== 0)
      engine.log(3, () => `Child ${child} terminated with non-zero exitcode ${code} ( ${command} )`);
    return;
  }
  const succeeded = code === 0;
  engine.log(6, () => `Child ${child} terminated with ${succeeded ? "" : "non-zero "}exitcode ${code}`);
  const script = engine.scripts.get(ticket);
  if (!script) return;
  engine.scripts.delete(ticket);
  const list = succeeded ? script.onSuccess : script.onFailure;
  if (list) runStored(engine, list);
}
