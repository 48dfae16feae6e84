import type { ActionList } from "../actions/index.ts";
import type { Template } from "../templates/template.ts";
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
};
