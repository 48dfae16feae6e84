import type { ActionList } from "../actions/index.ts";
import type { Pattern } from "../patterns/index.ts";
import type { Template } from "../templates/template.ts";
import {
  conditionFields,
  desc,
  type FieldDefinition,
  type MatchCondition,
  optionalField,
  type RuleBase,
  type RuleDefinition,
  requiredField,
} from "./definition.ts";

/** One of the events that an EventGroup rule counts. */
export interface GroupedEvent {
  readonly condition: MatchCondition;
  readonly count: ActionList | undefined;
  readonly threshold: number;
  /** The event's word in the event group string; its number if absent. */
  readonly token: Template | undefined;
}

export interface EventGroup extends RuleBase<"eventgroup"> {
  readonly events: readonly GroupedEvent[];
  readonly desc: Template;
  readonly action: ActionList;
  readonly init: ActionList | undefined;
  readonly end: ActionList | undefined;
  readonly slide: ActionList | undefined;
  readonly multipleActions: boolean;
  readonly groupPattern: Pattern | undefined;
  readonly windowSeconds: number;
}

export const eventGroup: RuleDefinition<EventGroup> = {
  keyword: "EventGroup",
  summary: "Counts N different events in a sliding window and acts when there are enough of each.",
  counted: true,
  fields: (count) => [
    ...suffixes(count).flatMap(eventFields),
    desc,
    requiredField("action", "action-list", "run when all thresholds are reached"),
    optionalField("init", "action-list", "run when an operation starts"),
    optionalField("end", "action-list", "run when an operation ends"),
    optionalField("slide", "action-list", "run when the window has slid"),
    optionalField("multact", "yes-or-no", "whether the action list runs on every further match", "No"),
    {
      ...optionalField("egptype", "group-pattern-type", "the event group pattern's type"),
      needs: "egpattern",
    },
    {
      ...optionalField("egpattern", "pattern", "pattern that the event group string must match as well"),
      needs: "egptype",
    },
    requiredField("window", "positive-seconds", "seconds in which events are counted"),
  ],
  build: (fields) => ({
    events: suffixes(fields.count).map((suffix) => ({
      condition: fields.condition(suffix),
      count: fields.optionalActions(`count${suffix}`),
      threshold: fields.wholeNumber(`thresh${suffix}`),
      token: fields.optionalTemplate(`egtoken${suffix}`),
    })),
    desc: fields.template("desc"),
    action: fields.actions("action"),
    init: fields.optionalActions("init"),
    end: fields.optionalActions("end"),
    slide: fields.optionalActions("slide"),
    multipleActions: fields.yes("multact"),
    groupPattern: fields.pattern("egptype", "egpattern"),
    windowSeconds: fields.wholeNumber("window"),
  }),
};

function suffixes(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => (index === 0 ? "" : String(index + 1)));
}

function eventFields(suffix: string): readonly FieldDefinition[] {
  return [
    ...conditionFields(suffix),
    optionalField(`count${suffix}`, "action-list", "run on every match of this event"),
    optionalField(`thresh${suffix}`, "positive-event-count", "number of these events that is enough", "1"),
    {
      ...optionalField(`egtoken${suffix}`, "template", "this event's word in the event group string"),
      needs: "egpattern",
    },
  ];
}
