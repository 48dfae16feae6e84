import type { ActionChoice } from "./generate-action.ts";
import { description } from "./generate-text.ts";
import type { ActionScope } from "./scope.ts";

/** Which rule is meant: this one, a neighbour, or one by its number. */
function offset(scope: ActionScope): string {
  const { random } = scope.of;
  return random.weighted([
    [4, "0"],
    [3, "-1"],
    [3, "+1"],
    [1, random.pick(["-2", "+2", "+9", "-9"])],
    [2, String(random.between(1, 6))],
  ]);
}

/** The description of an operation, which is often `%s` or what the next rule would make of the same variables. */
function operation(scope: ActionScope): string {
  const { random } = scope.of;
  return random.chance(0.35) ? "" : ` ${description(scope.of, scope.match).replaceAll(/[();]/g, ".")}`;
}

export function operationActions(scope: ActionScope): ActionChoice[] {
  const { random, timeVariables } = scope.of;
  if (scope.restraint !== "none") return [[0.7, () => ["reset 0"]]];
  const time = (): string => `%${random.pick(timeVariables)}`;
  return [
    [2, () => [`reset ${offset(scope)}${operation(scope)}`]],
    [
      0.5,
      () => [
        random.chance(0.2)
          ? "reset"
          : `reset ${description(scope.of, scope.match).replaceAll(/[();]/g, ".")}`,
      ],
    ],
    [1.5, () => [`getwpos ${time()} ${offset(scope)}${operation(scope)}`]],
    [1.5, () => shownPosition(scope, time())],
    [2, () => [`setwpos %u ${offset(scope)}${operation(scope)}`]],
    [1.5, () => [`setwpos ${time()} ${offset(scope)}${operation(scope)}`]],
    [0.1, () => [`setwpos ${random.pick(["0", "x", "$1"])} ${offset(scope)}`]],
  ];
}

function shownPosition(scope: ActionScope, time: string): string[] {
  return [`getwpos ${time} ${offset(scope)}${operation(scope)}`, `write - ${scope.owner} begins ${time}`];
}
