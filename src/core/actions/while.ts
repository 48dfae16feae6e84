import { type ActionBase, type ActionDefinition, block, type VariableName, variable } from "./definition.ts";
import type { ActionList } from "./index.ts";

export interface While extends ActionBase<"while"> {
  readonly variable: VariableName;
  readonly body: ActionList;
}

export const whileAction: ActionDefinition<While> = {
  keyword: "while",
  summary: "Runs an action list as long as a variable is true.",
  parameters: {
    variable: variable("the condition"),
    body: block("run again and again"),
  },
};
