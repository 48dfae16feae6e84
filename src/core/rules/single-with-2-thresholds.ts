import type { ActionList } from "../actions/index.ts";
import { run } from "../actions/run.ts";
import { operationChanged } from "../changes.ts";
import type { Engine } from "../engine.ts";
import {
  dropBefore,
  endOperation,
  type Operation,
  ruleOf,
  runFor,
  runningOperation,
  scopeOf,
  setWindow,
  startOperation,
} from "../operations/operation.ts";
import { dropOrEnd, slideOrEnd } from "../operations/window.ts";
import type { Template } from "../templates/template.ts";
import { bindMatch, describeWith, descriptionOf, holds } from "./condition.ts";
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
  run(engine, rule, running) {
    const first = running.first!;
    if (!holds(engine, first)) return undefined;
    running.matches += 1;
    const description = descriptionOf(engine, first, rule.desc);
    const operation =
      runningOperation(engine, running, description) ??
      startOperation(
        engine,
        running,
        description,
        rule.windowSeconds,
        bindMatch(engine, first, [rule.action, rule.action2], [rule.desc2]),
      );
    operation.times.push(engine.now);
    operationChanged(engine, operation);
    if (operation.phase === "counting") countTowardsFirst(engine, operation, rule);
    else countTowardsSecond(engine, operation, rule);
    return first.continue;
  },
  windowEnds(engine, operation) {
    if (operation.phase === "counting") {
      slideOrEnd(engine, operation);
      return;
    }
    const rule = ruleOf<SingleWith2Thresholds>(operation);
    const scope = scopeOf(operation);
    const description = describeWith(rule.desc2, operation.rounds, scope.match);
    run(engine, rule.action2, { ...scope, description });
    endOperation(engine, operation);
  },
  windowMoved(engine, operation) {
    if (operation.phase === "counting") dropOrEnd(engine, operation);
    else dropBefore(operation, operation.windowStart);
  },
};

/** Enough events: the second window begins now, and what is counted in it begins anew. */
function countTowardsFirst(engine: Engine, operation: Operation, rule: SingleWith2Thresholds): void {
  if (operation.times.size < rule.threshold) return;
  operation.phase = "second-window";
  operation.times.clear();
  setWindow(engine, operation, engine.now, rule.window2Seconds);
  runFor(engine, operation, rule.action);
}

/** Too many events: the second window begins again, at the second earliest event it has seen. */
function countTowardsSecond(engine: Engine, operation: Operation, rule: SingleWith2Thresholds): void {
  if (operation.times.size <= rule.threshold2) return;
  operation.times.dropOldest();
  setWindow(engine, operation, operation.times.oldest ?? engine.now, rule.window2Seconds);
}
