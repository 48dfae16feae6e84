import type { Template } from "../templates/template.ts";
import {
  type ActionBase,
  type ActionDefinition,
  optionalText,
  type RuleOffset,
  ruleOffset,
  type VariableName,
  variable,
} from "./definition.ts";
import { ruleNumber } from "./rule-number.ts";
import { render, setNumber } from "./scope.ts";

export interface Getwpos extends ActionBase<"getwpos"> {
  readonly variable: VariableName;
  readonly rule: RuleOffset;
  readonly operation: Template;
}

export const getwpos: ActionDefinition<Getwpos> = {
  keyword: "getwpos",
  summary: "Sets a variable to the beginning of an operation's event correlation window.",
  parameters: {
    variable: variable("receives seconds since Epoch"),
    rule: ruleOffset("the rule that started the operation"),
    operation: optionalText("the operation description string"),
  },
  perform(engine, { variable: receiver, rule, operation: described }, scope) {
    const description = render(engine, described, scope);
    const number = ruleNumber(scope.rule, rule);
    const id = `${scope.rule.file.path} | ${number} | ${description}`;
    engine.log(6, () => `Getting event correlation window position for operation '${id}'`);
    const operation = scope.rule.file.rules[number]?.operations.get(description);
    if (operation) setNumber(engine, receiver.name, String(operation.windowStart));
    else engine.log(3, () => `Operation '${id}' does not exist, can't get window position`);
  },
};
