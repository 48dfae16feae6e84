import type { ActionList } from "../actions/index.ts";
import { run } from "../actions/run.ts";
import { operationChanged } from "../changes.ts";
import type { Engine } from "../engine.ts";
import {
  dropBefore,
  endOperation,
  isRunning,
  type Operation,
  ruleOf,
  runFor,
  runningOperation,
  startOperation,
} from "../operations/operation.ts";
import { slide } from "../operations/window.ts";
import { matchesEventGroup } from "../patterns/compile.ts";
import type { Pattern } from "../patterns/index.ts";
import type { RunningRule } from "../rule-set.ts";
import type { Template } from "../templates/template.ts";
import { bindMatch, describe, descriptionOf, holds } from "./condition.ts";
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
  run(engine, rule, running) {
    const kind = running.conditions.findIndex((condition) => holds(engine, condition));
    if (kind < 0) return undefined;
    running.matches += 1;
    countEvent(engine, rule, running, kind);
    return running.conditions[kind]!.continue;
  },
  windowEnds(engine, operation) {
    const rule = ruleOf<EventGroup>(operation);
    if (operation.phase === "counting" || rule.multipleActions) {
      if (slide(engine, operation)) {
        runFor(engine, operation, rule.slide);
        return;
      }
      operation.windowStart = engine.now - operation.windowSeconds;
    }
    end(engine, rule, operation);
  },
  windowMoved(engine, operation) {
    const rule = ruleOf<EventGroup>(operation);
    if (operation.phase !== "counting" && !rule.multipleActions) return;
    dropBefore(operation, operation.windowStart);
    if (operation.times.size > 0) return;
    end(engine, rule, operation);
  },
};

function end(engine: Engine, rule: EventGroup, operation: Operation): void {
  operation.fixed = "terminating";
  runFor(engine, operation, rule.end);
  endOperation(engine, operation);
}

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

/** Gives an event of a kind to its operation, which counts it and acts if all thresholds are reached. */
function countEvent(engine: Engine, rule: EventGroup, running: RunningRule, kind: number): void {
  const condition = running.conditions[kind]!;
  const event = rule.events[kind]!;
  const description = descriptionOf(engine, condition, rule.desc);
  let operation = runningOperation(engine, running, description);
  if (!operation) {
    const match = bindMatch(engine, condition, [rule.action, rule.init, rule.end, rule.slide]);
    operation = startOperation(engine, running, description, rule.windowSeconds, match);
    operation.fixed = "initializing";
    runFor(engine, operation, rule.init);
    operation.fixed = undefined;
    if (!isRunning(operation)) return;
  }
  const waiting = operation.phase === "counting" || rule.multipleActions;
  if (waiting) {
    const token = event.token ? describe(engine, event.token, condition.rounds) : String(kind + 1);
    operation.times.push(engine.now);
    operationChanged(engine, operation);
    operation.counted!.push({ time: engine.now, kind, token });
  }
  if (event.count) {
    run(engine, event.count, {
      rule: running,
      rounds: condition.rounds,
      match: engine.liveMatch,
      description,
    });
    if (!isRunning(operation)) return;
  }
  if (!waiting || !isComplete(engine, rule, operation)) return;
  if (!rule.multipleActions) operation.phase = "reached";
  runFor(engine, operation, rule.action);
}

/** Whether all thresholds are reached, and the event group string matches if there is a pattern for it. */
function isComplete(engine: Engine, rule: EventGroup, operation: Operation): boolean {
  const counted = operation.counted!;
  if (!rule.events.every(({ threshold }, kind) => counted.ofKind(kind) >= threshold)) return false;
  if (!rule.groupPattern) return true;
  return matchesEventGroup(engine, rule.groupPattern, counted.toArray());
}
