import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, type VariableName, variable, word } from "./definition.ts";

export interface Shift extends ActionBase<"shift"> {
  readonly name: Template;
  readonly variable: VariableName;
}

export const shift: ActionDefinition<Shift> = {
  keyword: "shift",
  summary: "Moves the first line of a context's event store into a variable.",
  parameters: {
    name: word("the context"),
    variable: variable("receives the line"),
  },
};
