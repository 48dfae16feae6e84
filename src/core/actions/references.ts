import { compileTemplate, type MatchRounds } from "../templates/substitution.ts";
import type { Template, VariableReference } from "../templates/template.ts";
import type { Action, ActionList } from "./index.ts";

const withPerl = new WeakMap<ActionList, boolean>();
const known = new WeakMap<ActionList, Partial<Record<MatchRounds, readonly VariableReference[]>>>();

/** The match variables that an action list and the lists inside of it name. */
export function referencesOf(list: ActionList, rounds: MatchRounds): readonly VariableReference[] {
  let forms = known.get(list);
  if (!forms) known.set(list, (forms = {}));
  return (forms[rounds] ??= list.actions.flatMap((action) => referencesOfAction(action, rounds)));
}

/**
 * Whether Perl code of an action list can change what the list's own match variables stand for, because they
 * are those of match cache entries. SEC fills in a list before it runs.
 */
export function canChangeItsVariables(list: ActionList, rounds: MatchRounds): boolean {
  let perl = withPerl.get(list);
  if (perl === undefined) withPerl.set(list, (perl = list.actions.some(runsPerl)));
  return perl && referencesOf(list, rounds).some(({ kind }) => kind === "cached");
}

function runsPerl(action: Action): boolean {
  if (action.action === "eval" || action.action === "call" || action.action === "lcall") return true;
  return Object.values(action).some(
    (parameter: unknown) => isActionList(parameter) && parameter.actions.some(runsPerl),
  );
}

function referencesOfAction(action: Action, rounds: MatchRounds): readonly VariableReference[] {
  return Object.values(action).flatMap((parameter: unknown) => {
    if (isActionList(parameter)) return referencesOf(parameter, rounds);
    const templates = Array.isArray(parameter) ? parameter : [parameter];
    return templates
      .filter(isTemplate)
      .flatMap((template) => compileTemplate(template, rounds, true).references);
  });
}

function isActionList(value: unknown): value is ActionList {
  return typeof value === "object" && value !== null && "actions" in value;
}

function isTemplate(value: unknown): value is Template {
  return typeof value === "object" && value !== null && "text" in value;
}
