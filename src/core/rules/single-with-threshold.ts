import type { ActionList } from "../actions/index.ts";
import { operationChanged } from "../changes.ts";
import { endOperation, ruleOf, runFor, runningOperation, startOperation } from "../operations/operation.ts";
import { dropOrEnd, slideOrEnd } from "../operations/window.ts";
import type { Template } from "../templates/template.ts";
import { bindMatch, descriptionOf, holds } from "./condition.ts";
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
        bindMatch(engine, first, [rule.action, rule.action2]),
      );
    if (operation.phase === "counting") {
      operation.times.push(engine.now);
      operationChanged(engine, operation);
      if (operation.times.size >= rule.threshold) {
        operation.phase = "reached";
        runFor(engine, operation, rule.action);
      }
    }
    return first.continue;
  },
  windowEnds(engine, operation) {
    if (operation.phase === "counting") {
      slideOrEnd(engine, operation);
      return;
    }
    runFor(engine, operation, ruleOf<SingleWithThreshold>(operation).action2);
    endOperation(engine, operation);
  },
  windowMoved(engine, operation) {
    if (operation.phase === "counting") dropOrEnd(engine, operation);
  },
};
