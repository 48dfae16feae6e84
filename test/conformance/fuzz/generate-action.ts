import { contextActions } from "./generate-action-context.ts";
import { controlActions } from "./generate-action-control.ts";
import { eventActions } from "./generate-action-event.ts";
import { operationActions } from "./generate-action-operation.ts";
import { outputActions } from "./generate-action-output.ts";
import { perlActions } from "./generate-action-perl.ts";
import { variableActions } from "./generate-action-variable.ts";
import type { ActionChoice, ActionScope, CaseScope, MatchVariables, Restraint } from "./scope.ts";

/** Where an action list stands, as the rule generators say it. */
export interface ActionPlace {
  readonly match: MatchVariables;
  readonly first?: MatchVariables | undefined;
  /**
   * The list may run for several operations or contexts in the same second, in an order that is not
   * defined.
   */
  readonly unordered?: boolean;
  readonly owner: string;
  /** The field, shown in output: it tells which of a rule's lists ran. */
  readonly field: string;
  readonly rank?: number | undefined;
}

/** The actions of one list, in order. */
function actions(scope: ActionScope, count: number): string[] {
  const choices: ActionChoice[] = [
    ...outputActions(scope),
    ...contextActions(scope),
    ...variableActions(scope),
    ...eventActions(scope),
    ...operationActions(scope),
    ...controlActions(scope),
    ...perlActions(scope),
  ];
  return Array.from({ length: count }, () => scope.of.random.weighted(choices)()).flat();
}

/** The value of an action field. */
export function actionList(of: CaseScope, place: ActionPlace): string {
  const { random } = of;
  const restraint: Restraint =
    place.unordered === true
      ? random.weighted([
          [5, "constant"],
          [5, "own"],
          [0.4, "none"],
        ])
      : "none";
  const scope: ActionScope = {
    of,
    match: place.match,
    first: place.first,
    restraint,
    owner: place.owner,
    rank: place.rank,
    depth: 0,
    looping: false,
    insideContext: false,
    list: ++of.listCount,
    actions,
  };
  const count = random.weighted([
    [3, 1],
    [4, 2],
    [3, 3],
    [1.5, 4],
    [0.7, 6],
  ]);
  const list = actions(scope, count);
  const shown = random.chance(0.75) ? [`write - ${place.owner} ${place.field} %s`] : [];
  const separator = random.pick(["; ", "; ", ";", " ; ", "; \\\n       "]);
  return [...shown, ...list].join(separator) + (random.chance(0.05) ? ";" : "");
}
