import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, type VariableName, variable, word } from "./definition.ts";

export interface Copy extends ActionBase<"copy"> {
  readonly name: Template;
  readonly variable: VariableName;
}

export const copy: ActionDefinition<Copy> = {
  keyword: "copy",
  summary: "Sets a variable to a context's event store.",
  parameters: {
    name: word("the context"),
    variable: variable("receives the lines"),
  },
};
