import { nameOf, variableOf } from "./generate-name.ts";
import type { ActionChoice, ActionScope } from "./scope.ts";

function inner(scope: ActionScope, looping: boolean): ActionScope {
  return { ...scope, depth: scope.depth + 1, looping: scope.looping || looping };
}

function branch(scope: ActionScope): string[] {
  const { random } = scope.of;
  const variable = variableOf(scope);
  const asked = random.chance(0.6)
    ? [`${random.pick(["exists", "getsize"])} ${variable} ${nameOf(scope)}`]
    : [];
  const list = (): string => scope.actions(inner(scope, false), random.between(1, 2)).join("; ");
  const otherwise = random.chance(0.5) ? ` ${random.pick(["else", "Else"])} ( ${list()} )` : "";
  const tidy = scope.restraint === "none" ? [] : [`free ${variable}`];
  return [...asked, `${random.pick(["if", "if", "IF"])} ${variable} ( ${list()} )${otherwise}`, ...tidy];
}

/**
 * A loop that takes one line from a store per turn and ends with the store: nothing in its body can
 * feed the store.
 */
function drain(scope: ActionScope): string[] {
  const { random } = scope.of;
  const counter = `%loop${scope.depth}`;
  const name = nameOf({ ...scope, insideContext: false });
  const taken = variableOf(scope);
  const body = [
    `${random.pick(["shift", "pop"])} ${name} ${taken}`,
    `getsize ${counter} ${name}`,
    ...(random.chance(0.6) ? [`write - ${scope.owner} took ${taken}`] : []),
    ...scope.actions(inner(scope, true), random.between(0, 2)),
  ];
  return [`getsize ${counter} ${name}`, `while ${counter} ( ${body.join("; ")} )`, `free ${counter}`];
}

/** A loop that ends in its first turn. */
function once(scope: ActionScope): string[] {
  const { random } = scope.of;
  const counter = `%loop${scope.depth}`;
  const list = scope.actions(inner(scope, true), random.between(1, 2));
  const end = random.pick([
    ["break"],
    [`free ${counter}`],
    [`assign ${counter} 0`, "continue"],
    ["break", "none"],
  ]);
  return [
    `assign ${counter} 1`,
    `while ${counter} ( ${[`free ${counter}`, ...list, ...end].join("; ")} )`,
    `free ${counter}`,
  ];
}

export function controlActions(scope: ActionScope): ActionChoice[] {
  const { random } = scope.of;
  const nested = scope.depth < 3;
  return [
    [nested ? 4 : 0, () => branch(scope)],
    [nested ? 2 : 0, () => drain(scope)],
    [nested ? 0.5 : 0, () => once(scope)],
    [scope.looping ? 0.7 : 0.15, () => [random.pick(["break", "continue"])]],
  ];
}
