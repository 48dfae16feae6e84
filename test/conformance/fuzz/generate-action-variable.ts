import { timeVariableOf, variableOf } from "./generate-name.ts";
import { actionText, parenthesised } from "./generate-text.ts";
import type { ActionChoice, ActionScope } from "./scope.ts";

/** The text with action list variables replaced by something to quote. */
function withoutVariables(text: string, names: readonly string[]): string {
  return names.reduce(
    (left, name) => left.replaceAll(new RegExp(`%(?:${name}|\\{${name}\\})`, "g"), "it's"),
    text,
  );
}

/** Actions on action list variables. In unordered lists a variable is dropped again after it was shown. */
export function variableActions(scope: ActionScope): ActionChoice[] {
  const { random, variables, caches } = scope.of;
  const name = (): string => variableOf(scope);
  const tidy = (variable: string): string[] => (scope.restraint === "none" ? [] : [`free ${variable}`]);
  const assigned = (action: string): string[] => {
    const variable = name();
    const value = (): string => {
      const text = parenthesised(scope, actionText(scope, "stored"));
      // Quoting what was quoted before would make a text four times as long with each turn.
      return ` ${action === "assignsq" ? withoutVariables(text, [...variables, `own${scope.list}`]) : text}`;
    };
    const omitted = random.chance(0.08) && scope.restraint === "none";
    return [`${action} ${variable}${omitted ? "" : value()}`, ...tidy(variable)];
  };
  const free = scope.restraint === "none";
  return [
    [5, () => assigned("assign")],
    [1, () => assigned("assignsq")],
    [free ? 1.5 : 0, () => [`assign ${name()} ${random.pick(["0", "1", "7", "00", "0.0", "20"])}`]],
    [free ? 1.5 : 0.5, () => [`assign ${timeVariableOf(scope)} %u`]],
    [1, () => [`free ${name()}`]],
    [
      free && random.chance(0.3) ? 0.2 : 0,
      () => [`assign ${random.pick(["%s", "%u", "%t"])} x`, "write - %s%u"],
    ],
    [free ? 1.5 : 0, () => [`varset ${name()} ${caches.length > 0 ? random.pick(caches).name : "c1"}`]],
  ];
}
