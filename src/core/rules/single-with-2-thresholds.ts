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

export interface SingleWith2Thresholds extends RuleBase<"singlewith2thresholds"> {
  readonly condition: MatchCondition;
  readonly desc: Template;
  readonly action: ActionList;
  readonly windowSeconds: number;
  readonly threshold: number;
  readonly desc2: Template;
  readonly action2: ActionList;
  readonly window2Seconds: number;
  readonly threshold2: number;
}

export const singleWith2Thresholds: RuleDefinition<SingleWith2Thresholds> = {
  keyword: "SingleWith2Thresholds",
  summary: "Acts when events become frequent, and again when they have become rare.",
  counted: false,
  fields: () => [
    ...conditionFields(),
    desc,
    requiredField("action", "action-list", "run when the first threshold is reached"),
    requiredField("window", "positive-seconds", "seconds in which events are counted towards thresh"),
    requiredField("thresh", "positive-event-count", "number of events that is enough"),
    requiredField("desc2", "template", "what %s stands for in action2"),
    requiredField("action2", "action-list", "run when the second window saw at most thresh2 events"),
    requiredField("window2", "positive-seconds", "seconds in which events are counted towards thresh2"),
    requiredField("thresh2", "event-count", "number of events that is still few"),
  ],
  build: (fields) => ({
    condition: fields.condition(""),
    desc: fields.template("desc"),
    action: fields.actions("action"),
    windowSeconds: fields.wholeNumber("window"),
    threshold: fields.wholeNumber("thresh"),
    desc2: fields.template("desc2"),
    action2: fields.actions("action2"),
    window2Seconds: fields.wholeNumber("window2"),
    threshold2: fields.wholeNumber("thresh2"),
  }),
};
