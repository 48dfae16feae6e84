import type { StoredActionList } from "../contexts/context.ts";
import type { Engine } from "../engine.ts";
import { bind, lookupStored } from "../match-variables.ts";
import type { ActionDefinition, Flow } from "./definition.ts";
import type { Action, ActionKeyword, ActionList } from "./index.ts";
import { canChangeItsVariables, referencesOf } from "./references.ts";
import type { ActionScope } from "./scope.ts";

/** Runs an action list. Says whether `break` or `continue` ended it early. */
export function run(engine: Engine, list: ActionList, scope: ActionScope): Flow {
  engine.lastChange = engine.now;
  const own = canChangeItsVariables(list, scope.rounds) ? withPresentValues(list, scope) : scope;
  for (const action of list.actions) {
    const flow = perform(engine, action, own);
    if (flow) return flow;
  }
  return undefined;
}

function withPresentValues(list: ActionList, scope: ActionScope): ActionScope {
  return { ...scope, match: lookupStored(bind(referencesOf(list, scope.rounds), scope.match)) };
}

function perform<K extends ActionKeyword>(
  engine: Engine,
  action: Extract<Action, { action: K }>,
  scope: ActionScope,
): Flow {
  const definition = engine.actions[action.action] as unknown as ActionDefinition<typeof action>;
  return definition.perform(engine, action, scope);
}

/** Runs an action list that was stored with its variables. */
export function runStored(
  engine: Engine,
  { list, rule, rounds, bindings, description }: StoredActionList,
): void {
  run(engine, list, { rule, rounds, match: lookupStored(bindings), description });
}
