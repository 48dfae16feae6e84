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
};
