import { actionList } from "./generate-action.ts";
import { contextField, secondContextField } from "./generate-context.ts";
import { continueField, windowSeconds } from "./generate-field.ts";
import { generatePattern } from "./generate-pattern.ts";
import { description, secondDescription } from "./generate-text.ts";
import type { CaseScope } from "./scope.ts";

export function generatePair(of: CaseScope, owner: string): string[] {
  const window = of.random.weighted([
    [8, [`window=${windowSeconds(of)}`]],
    [1, []],
    [1, ["window=0"]],
  ]);
  return ["type=Pair", ...pairFields(of, owner, false), ...window];
}

/**
 * The fields that Pair and PairWithWindow share. `timed`: the first action list runs when the window
 * ends.
 */
export function pairFields(of: CaseScope, owner: string, timed: boolean): string[] {
  const one = generatePattern(of, "");
  const other = generatePattern(of, "2", one.match);
  const bothSet = one.match.set && other.match.set;
  const second = {
    match: other.match.set ? other.match : one.match,
    first: bothSet ? one.match : undefined,
    owner,
    rank: other.rank,
    unordered: true,
  };
  const scope = {
    of,
    match: second.match,
    first: second.first,
    restraint: "none" as const,
    owner,
    rank: undefined,
    depth: 0,
    looping: false,
    insideContext: false,
    list: 0,
    actions: () => [],
  };
  return [
    ...continueField(of, ""),
    ...one.fields,
    ...contextField(of, "", one.match),
    `desc=${description(of, one.match)}`,
    `action=${actionList(of, { field: "action", ...one, owner, unordered: timed })}`,
    ...continueField(of, "2"),
    ...other.fields,
    ...secondContextField(of, second.match, second.first),
    `desc2=${secondDescription(scope)}`,
    `action2=${actionList(of, { ...second, field: "action2" })}`,
  ];
}
