import { isRunning, moveWindow } from "../operations/operation.ts";
import type { Template } from "../templates/template.ts";
import { localTimeText } from "./built-in-variables.ts";
import {
  type ActionBase,
  type ActionDefinition,
  optionalText,
  type RuleOffset,
  ruleOffset,
  word,
} from "./definition.ts";
import { wholeNumber } from "./number.ts";
import { ruleNumber } from "./rule-number.ts";
import { render } from "./scope.ts";

export interface Setwpos extends ActionBase<"setwpos"> {
  readonly time: Template;
  readonly rule: RuleOffset;
  readonly operation: Template;
}

export const setwpos: ActionDefinition<Setwpos> = {
  keyword: "setwpos",
  summary: "Moves the beginning of an operation's event correlation window.",
  parameters: {
    time: word("seconds since Epoch"),
    rule: ruleOffset("the rule that started the operation"),
    operation: optionalText("the operation description string"),
  },
  perform(engine, { time, rule, operation: described }, scope) {
    const moment = render(engine, time, scope);
    const description = render(engine, described, scope);
    const number = ruleNumber(scope.rule, rule);
    const id = `${scope.rule.file.path} | ${number} | ${description}`;
    const start = wholeNumber(moment);
    if (start === undefined) {
      engine.log(3, () => `Invalid timestamp '${moment}' for moving the window of operation '${id}'`);
      return;
    }
    const written = (): string => localTimeText(engine.ports.localTime(start));
    engine.log(6, () => `Moving event correlation window to '${written()}' for operation '${id}'`);
    const operation = scope.rule.file.rules[number]?.operations.get(description);
    if (!operation) engine.log(3, () => `Operation '${id}' does not exist, can't set window position`);
    else if (operation.fixed !== undefined) {
      engine.log(3, () => `Operation '${id}' is ${operation.fixed}, can't set window position`);
    } else if (start < operation.windowStart) {
      engine.log(3, () => `Can't move event correlation window backwards to '${written()}'`);
    } else if (start > engine.now) {
      engine.log(3, () => `Can't move event correlation window into future to '${written()}'`);
    } else if (start === operation.windowStart) {
      engine.log(6, () => `Event correlation window is already positioned at '${written()}'`);
    } else {
      moveWindow(engine, operation, start);
      if (isRunning(operation)) return;
      engine.log(6, () => `Operation '${id}' finished its work after window was moved`);
    }
  },
};
