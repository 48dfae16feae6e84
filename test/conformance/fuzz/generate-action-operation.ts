import { description } from "./generate-text.ts";
import type { ActionChoice, ActionScope } from "./scope.ts";

/** Which rule is meant: this one, a neighbour, or one by its number. */
function offset(scope: ActionScope): string {
  const { random } = scope.of;
  return random.weighted([
    [4, "0"],
    [2, "-1"],
    [3, "+1"],
    [1, random.pick(["-2", "+2", "+9", "-9"])],
    [1, String(random.between(1, 6))],
  ]);
}

/** A description as it can stand in an action list. */
function masked(text: string): string {
  return text.replaceAll(/[();]/g, ".");
}

/**
 * Rule and description of an operation: one that an earlier rule may have started for the same match
 * variables, or a guess. Without a description %s is meant, the operation of the list itself.
 */
function target(scope: ActionScope): string {
  const { random, operations, ruleNumber } = scope.of;
  if (operations.length > 0 && random.chance(0.5)) {
    const { rule, description: text } = random.pick(operations);
    const number = random.chance(0.5) ? String(rule) : String(rule - ruleNumber);
    return `${number} ${masked(text)}`;
  }
  const own = random.chance(0.5);
  return own
    ? random.pick(["0", offset(scope)])
    : `${offset(scope)} ${masked(description(scope.of, scope.match))}`;
}

export function operationActions(scope: ActionScope): ActionChoice[] {
  const { random, timeVariables } = scope.of;
  if (scope.restraint !== "none") return [[0.7, () => ["reset 0"]]];
  const time = (): string => `%${random.pick(timeVariables)}`;
  return [
    [2, () => [`reset ${target(scope)}`]],
    [0.5, () => [random.chance(0.2) ? "reset" : `reset ${masked(description(scope.of, scope.match))}`]],
    [1.5, () => [`getwpos ${time()} ${target(scope)}`]],
    [1.5, () => shownPosition(scope, time())],
    [5, () => [`setwpos %u ${target(scope)}`]],
    [3, () => [`setwpos ${time()} ${target(scope)}`]],
    [0.1, () => [`setwpos ${random.pick(["0", "x", "$1"])} ${offset(scope)}`]],
  ];
}

function shownPosition(scope: ActionScope, time: string): string[] {
  return [`getwpos ${time} ${target(scope)}`, `write - ${scope.owner} begins ${time}`];
}
