import { contextName } from "./generate-context.ts";
import type { ActionScope } from "./scope.ts";

/** A context name for an action, within what the scope's restraint allows. */
export function nameOf(scope: ActionScope): string {
  const { of } = scope;
  if (scope.insideContext && of.random.chance(0.3)) return "_THIS";
  if (scope.restraint === "constant") return of.random.pick(of.contexts);
  if (scope.restraint === "own") return `${scope.owner}_${scope.first === undefined ? "$1" : "%1"}`;
  return contextName(of, scope.match);
}

/** One of the shared variables, or where a restraint holds one that only this list writes. */
function variableFrom(scope: ActionScope, shared: readonly string[], own: string): string {
  const { random } = scope.of;
  const common = scope.restraint === "none" || random.chance(0.12);
  return common ? `%${random.pick(shared)}` : `%${own}${scope.list}`;
}

/** An action list variable to write a line or a number to. */
export function variableOf(scope: ActionScope): string {
  return variableFrom(scope, scope.of.variables, "own");
}

/** An action list variable to write a whole event store to. */
export function storeVariableOf(scope: ActionScope): string {
  return variableFrom(scope, scope.of.storeVariables, "own_store");
}

/** An action list variable to write a time to. */
export function timeVariableOf(scope: ActionScope): string {
  return variableFrom(scope, scope.of.timeVariables, "own_time");
}
