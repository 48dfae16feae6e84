import { contextChanged } from "./changes.ts";
import type { StoredActionList } from "./contexts/context.ts";
import type { Engine } from "./engine.ts";
import type { RuleSet, RunningRule } from "./rule-set.ts";
import { keyOf, keyText, listAt, pathsOfLists, rulesByKey } from "./saved-state.ts";

/**
 * Gives the operations of an engine to the rules of another rule set that have the same text, wherever in
 * their file they stand. Operations of other rules stay where they are. Returns how many were given.
 */
export function carryOperations(engine: Engine, ruleSet: RuleSet): number {
  let count = 0;
  const rules = rulesByKey(ruleSet);
  for (const old of rulesOf(engine.ruleSet)) {
    const rule = rules.get(keyText(keyOf(old)));
    if (!rule || rule === old) continue;
    for (const operation of old.operations.values()) {
      operation.rule = rule;
      rule.operations.set(operation.description, operation);
      count += 1;
    }
    old.operations.clear();
    rule.matches = old.matches;
    if (rule.performance && old.performance) rule.performance = old.performance;
    rule.givenUp = old.givenUp;
    rule.givenUpLogged = old.givenUpLogged;
    // Otherwise it would act a second time in the same minute.
    rule.lastMinute = old.lastMinute;
  }
  return count;
}

/**
 * Lets stored action lists refer to the rules of another rule set that have the same text, so that they can
 * be saved. Those of other rules go on as they are, as in the reference, for as long as the program runs.
 */
export function carryActionLists(engine: Engine, ruleSet: RuleSet): void {
  const lists = [...engine.contexts.values()].some(({ onExpiry }) => onExpiry) || engine.scripts.size > 0;
  if (!lists) return;
  const rules = rulesByKey(ruleSet);
  const paths = pathsOfLists(rulesOf(engine.ruleSet));
  const carried = (stored: StoredActionList): StoredActionList => {
    const path = paths.get(stored.list);
    const rule = rules.get(keyText(keyOf(stored.rule)));
    const list = path === undefined || !rule ? undefined : listAt(rule, path);
    return rule && list ? { ...stored, rule, list } : stored;
  };
  for (const context of engine.contexts.values()) {
    if (!context.onExpiry) continue;
    context.onExpiry = carried(context.onExpiry);
    contextChanged(engine, context);
  }
  for (const [ticket, { onSuccess, onFailure }] of engine.scripts)
    engine.scripts.set(ticket, {
      onSuccess: carried(onSuccess),
      onFailure: onFailure && carried(onFailure),
    });
}

function rulesOf({ files }: RuleSet): readonly RunningRule[] {
  return files.flatMap((file) => file.rules);
}
