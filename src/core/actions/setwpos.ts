import type { Template } from "../templates/template.ts";
import {
  type ActionBase,
  type ActionDefinition,
  optionalText,
  type RuleOffset,
  ruleOffset,
  word,
} from "./definition.ts";

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
};
