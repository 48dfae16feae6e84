import type { ActionList } from "../actions/index.ts";
import type { Template } from "../templates/template.ts";
import {
  conditionFields,
  desc,
  type MatchCondition,
  optionalField,
  type RuleBase,
  type RuleDefinition,
  requiredField,
} from "./definition.ts";

export interface SingleWithThreshold extends RuleBase<"singlewiththreshold"> {
  readonly condition: MatchCondition;
  readonly desc: Template;
  readonly action: ActionList;
  readonly action2: ActionList | undefined;
  readonly windowSeconds: number;
  readonly threshold: number;
}

export const singleWithThreshold: RuleDefinition<SingleWithThreshold> = {
  keyword: "SingleWithThreshold",
  summary: "Counts matching events in a sliding window and acts when there are enough.",
  counted: false,
  fields: () => [
    ...conditionFields(),
    desc,
    requiredField("action", "action-list", "run when the threshold is reached"),
    optionalField("action2", "action-list", "run when the window ends after that"),
    requiredField("window", "positive-seconds", "seconds in which events are counted"),
    requiredField("thresh", "positive-event-count", "number of events that is enough"),
  ],
  build: (fields) => ({
    condition: fields.condition(""),
    desc: fields.template("desc"),
    action: fields.actions("action"),
    action2: fields.optionalActions("action2"),
    windowSeconds: fields.wholeNumber("window"),
    threshold: fields.wholeNumber("thresh"),
  }),
};
