import { SYNTHETIC_PREFIXES } from "./generate-pattern.ts";
import { actionText, maskKey, matchVariable } from "./generate-text.ts";
import type { ActionChoice, ActionScope } from "./scope.ts";

/** The context whose store limits how many synthetic events can be made: one line is taken for each. */
export const FUEL = "FUEL";

function delay(scope: ActionScope): string {
  const { random, variables } = scope.of;
  return random.weighted([
    [3, "0"],
    [6, String(random.between(1, 20))],
    [1, scope.restraint === "none" ? `%${random.pick(variables)}` : "3"],
    [0.5, scope.restraint === "none" ? matchVariable(scope.of, scope.match) : "4"],
  ]);
}

/** One of the three actions that make an event, with its text. */
function eventWith(scope: ActionScope, text: string): string {
  const { random, contexts } = scope.of;
  return random.weighted<() => string>([
    [4, () => `event ${text}`],
    [2, () => `event ${random.between(0, 15)} ${text}`],
    [3, () => `tevent ${delay(scope)} ${text}`],
    [3, () => `cevent ${random.pick([...contexts, "_INTERNAL_EVENT", "cev$1"])} ${delay(scope)} ${text}`],
  ])();
}

/** An event whose first word says its rank, so that it cannot lead back to the rule that made it. */
function rankedEvent(scope: ActionScope, rank: number): string {
  const { random, keys } = scope.of;
  const key = random.weighted([
    [6, scope.restraint === "constant" ? "x" : scope.first === undefined ? "$1" : "%1"],
    [3, maskKey(random.pick(keys))],
    [1, "%u"],
  ]);
  const tail = random.pick(["", "", " 1", ` ${random.between(0, 99)}`]);
  return eventWith(scope, `${random.pick(SYNTHETIC_PREFIXES.slice(rank))} ${key}${tail}`);
}

/** An event of any text, made only while there is fuel. */
function fuelledEvent(scope: ActionScope): string[] {
  const { random, kinds, storeVariables, eventStoreSize } = scope.of;
  const text = random.weighted<() => string>([
    [5, () => `${random.pick(kinds)} ${actionText(scope, "stored")}`],
    [2, () => actionText(scope, "stored")],
    [eventStoreSize > 0 ? 1 : 0, () => `%${random.pick(storeVariables)}`],
  ])();
  return [`pop ${FUEL} %fuel`, `if %fuel ( ${eventWith(scope, text)} )`];
}

/** How many lines of the buffer to rewrite. */
function lineCount(scope: ActionScope): string {
  return scope.of.random.pick(["1", "2", "0", "3", "1", "%a", "$2"]);
}

/** A signal that no outside world is needed for. */
function emulatedSignal(scope: ActionScope): string {
  return scope.of.random.weighted([
    [4, "HUP"],
    [4, "ABRT"],
    [2, "USR2"],
    [0.5, "TERM"],
    [0.3, "KILL"],
    [0.3, "hup"],
    [0.3, "%a"],
  ]);
}

export function eventActions(scope: ActionScope): ActionChoice[] {
  const { rank, looping } = scope;
  const unordered = scope.restraint !== "none";
  const rewritten = (): string[] => [`rewrite ${lineCount(scope)} rw ${actionText(scope, "stored")}`];
  return [
    [rank !== undefined && rank < SYNTHETIC_PREFIXES.length ? 4 : 0, () => [rankedEvent(scope, rank ?? 0)]],
    [looping ? 0 : unordered ? 0.5 : 2, () => fuelledEvent(scope)],
    [unordered ? 0 : 1.2, rewritten],
    [unordered ? 0 : 0.15, () => [`sigemul ${emulatedSignal(scope)}`]],
  ];
}
