import type { ParameterKind } from "../actions/definition.ts";
import { ACTIONS, type Action, type ActionList } from "../actions/index.ts";
import type { Lookup } from "../match-variables.ts";
import { compileTemplate, fillIn, type MatchRounds } from "../templates/substitution.ts";
import type { Template } from "../templates/template.ts";

/** Fills the match variables into a text; action list variables stay. */
export type Fill = (template: Template) => string;

/** Fills in what the texts of an operation or of a stored action list know. */
export function fillWith(rounds: MatchRounds, match: Lookup): Fill {
  return (template) => fillIn(compileTemplate(template, rounds, false), match, () => "");
}

/**
 * An action list of a rule as a dump shows it: each action is followed by a semicolon; rules have their
 * numbers.
 */
export function actionListText(list: ActionList | undefined, fill: Fill, rule: number): string {
  return (list?.actions ?? []).map((action) => `${actionText(action, fill, rule)}; `).join("");
}

function actionText(action: Action, fill: Fill, rule: number): string {
  const { keyword, parameters } = ACTIONS[action.action];
  const values = action as unknown as Readonly<Record<string, unknown>>;
  const words = Object.entries(parameters as Readonly<Record<string, { readonly kind: ParameterKind }>>).map(
    ([name, { kind }]) => parameterText(kind, values[name], fill, rule),
  );
  return [keyword, ...words.filter((text) => text !== "")].join(" ");
}

function parameterText(kind: ParameterKind, value: unknown, fill: Fill, rule: number): string {
  if (value === undefined) return kind === "whole-number" ? "0" : "";
  switch (kind) {
    case "variable":
    case "variable-before-operator":
      return `%${(value as { readonly name: string }).name}`;
    case "action-list":
    case "block":
      return listText(value as ActionList, fill, rule);
    case "else-block":
      return `else ${listText(value as ActionList, fill, rule)}`;
    case "rule-offset": {
      const { relative, value: number } = value as { readonly relative: boolean; readonly value: number };
      return String(relative || number === 0 ? rule + number : number - 1);
    }
    case "arguments":
    case "arguments-before-operator":
      return (value as readonly Template[]).map(fill).join(" ");
    case "whole-number":
    case "call-operator":
      return String(value);
    case "perl-function":
      return (value as { readonly text: string }).text;
    default:
      return typeof value === "object" ? fill(value as Template) : String(value);
  }
}

function listText(list: ActionList, fill: Fill, rule: number): string {
  return list.actions.length === 0 ? "" : `(${actionListText(list, fill, rule)})`;
}
