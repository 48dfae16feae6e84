import type { Template } from "../templates/template.ts";
import {
  type ActionBase,
  type ActionDefinition,
  optionalRuleOffset,
  optionalText,
  type RuleOffset,
} from "./definition.ts";

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
};
