import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, type VariableName, variable, word } from "./definition.ts";

export interface Pop extends ActionBase<"pop"> {
  readonly name: Template;
  readonly variable: VariableName;
}

export const pop: ActionDefinition<Pop> = {
  keyword: "pop",
  summary: "Moves the last line of a context's event store into a variable.",
  parameters: {
    name: word("the context"),
    variable: variable("receives the line"),
  },
};
