import type { ActionList } from "../actions/index.ts";
import type { ContextCondition } from "../contexts/expression.ts";
import type { Template } from "../templates/template.ts";
import type { CalendarTime } from "./calendar-time.ts";
import { desc, optionalField, type RuleBase, type RuleDefinition, requiredField } from "./definition.ts";

export interface Calendar extends RuleBase<"calendar"> {
  readonly time: CalendarTime;
  readonly context: ContextCondition | undefined;
  readonly desc: Template;
  readonly action: ActionList;
}

export const calendar: RuleDefinition<Calendar> = {
  keyword: "Calendar",
  summary: "Acts at given times, once in a minute.",
  counted: false,
  fields: () => [
    requiredField("time", "calendar-time", "minute, hour, day, month, weekday and maybe year"),
    optionalField("context", "context", "context expression that must be true as well"),
    desc,
    requiredField("action", "action-list", "run at those times"),
  ],
  build: (fields) => ({
    time: fields.time("time"),
    context: fields.context("context"),
    desc: fields.template("desc"),
    action: fields.actions("action"),
  }),
};
