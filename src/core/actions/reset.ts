import { endOperation } from "../operations/operation.ts";
import type { Template } from "../templates/template.ts";
import {
  type ActionBase,
  type ActionDefinition,
  optionalRuleOffset,
  optionalText,
  type RuleOffset,
} from "./definition.ts";
import { ruleNumber } from "./rule-number.ts";
import { render } from "./scope.ts";

export interface Reset extends ActionBase<"reset"> {
  readonly rule: RuleOffset | undefined;
  readonly operation: Template;
}

export const reset: ActionDefinition<Reset> = {
  keyword: "reset",
  summary: "Ends event correlation operations that rules of this file started.",
  parameters: {
    rule: optionalRuleOffset("the rule that started the operation; all rules of the file if left out"),
    operation: optionalText("the operation description string"),
  },
  perform(engine, { rule, operation }, scope) {
    const description = render(engine, operation, scope);
    const { file } = scope.rule;
    if (!rule) {
      engine.log(6, () => {
        const which = `started from ${file.path} with operation description string '${description}'`;
        return `Terminating all event correlation operations ${which}`;
      });
      for (const other of file.rules) endOperation(engine, other.operations.get(description));
      return;
    }
    const number = ruleNumber(scope.rule, rule);
    engine.log(
      6,
      () => `Terminating event correlation operation '${file.path} | ${number} | ${description}'`,
    );
    endOperation(engine, file.rules[number]?.operations.get(description));
  },
};
