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
