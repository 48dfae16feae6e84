import type { ActionList } from "./actions/index.ts";
import type { ActionScope } from "./actions/scope.ts";
import type { Engine } from "./engine.ts";
import type { Command } from "./ports.ts";

/** Starts the command of a SingleWithScript rule; it reads the names of all contexts. */
export function startScript(
  engine: Engine,
  command: Command,
  _lists: readonly [ActionList, ActionList | undefined],
  _scope: ActionScope,
): void {
  engine.ports.perform({ kind: "run", command, input: [...engine.contexts.keys()] });
}
