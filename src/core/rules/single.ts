import type { ActionList } from "../actions/index.ts";
import { run } from "../actions/run.ts";
import type { Template } from "../templates/template.ts";
import { holds, immediateScope } from "./condition.ts";
import {
  conditionFields,
  desc,
  type MatchCondition,
  type RuleBase,
  type RuleDefinition,
  requiredField,
} from "./definition.ts";

export interface Single extends RuleBase<"single"> {
  readonly condition: MatchCondition;
  readonly desc: Template;
  readonly action: ActionList;
}

export const single: RuleDefinition<Single> = {
  keyword: "Single",
  summary: "Acts on every matching event.",
  counted: false,
  fields: () => [...conditionFields(), desc, requiredField("action", "action-list", "run on every match")],
  build: (fields) => ({
    condition: fields.condition(""),
    desc: fields.template("desc"),
    action: fields.actions("action"),
  }),
  run(engine, rule, running) {
    const first = running.first!;
    if (!holds(engine, first)) return undefined;
    running.matches += 1;
    run(engine, rule.action, immediateScope(engine, running, first, rule.desc));
    return first.continue;
  },
};
