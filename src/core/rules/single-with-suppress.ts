import type { ActionList } from "../actions/index.ts";
import { endOperation, runFor, runningOperation, startOperation } from "../operations/operation.ts";
import type { Template } from "../templates/template.ts";
import { bindMatch, descriptionOf, holds } from "./condition.ts";
import {
  conditionFields,
  desc,
  type MatchCondition,
  type RuleBase,
  type RuleDefinition,
  requiredField,
} from "./definition.ts";

export interface SingleWithSuppress extends RuleBase<"singlewithsuppress"> {
  readonly condition: MatchCondition;
  readonly desc: Template;
  readonly action: ActionList;
  readonly windowSeconds: number;
}

export const singleWithSuppress: RuleDefinition<SingleWithSuppress> = {
  keyword: "SingleWithSuppress",
  summary: "Acts on a matching event and ignores its repetitions for a while.",
  counted: false,
  fields: () => [
    ...conditionFields(),
    desc,
    requiredField("action", "action-list", "run on the first match"),
    requiredField("window", "positive-seconds", "seconds for which further matches are ignored"),
  ],
  build: (fields) => ({
    condition: fields.condition(""),
    desc: fields.template("desc"),
    action: fields.actions("action"),
    windowSeconds: fields.wholeNumber("window"),
  }),
  run(engine, rule, running) {
    const first = running.first!;
    if (!holds(engine, first)) return undefined;
    running.matches += 1;
    const description = descriptionOf(engine, first, rule.desc);
    if (!runningOperation(engine, running, description)) {
      const match = bindMatch(engine, first, [rule.action]);
      const operation = startOperation(engine, running, description, rule.windowSeconds, match);
      runFor(engine, operation, rule.action);
    }
    return first.continue;
  },
  windowEnds: endOperation,
};
