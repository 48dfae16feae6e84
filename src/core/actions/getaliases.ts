import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, type VariableName, variable, word } from "./definition.ts";

export interface Getaliases extends ActionBase<"getaliases"> {
  readonly variable: VariableName;
  readonly name: Template;
}

export const getaliases: ActionDefinition<Getaliases> = {
  keyword: "getaliases",
  summary: "Sets a variable to the names of a context.",
  parameters: {
    variable: variable("receives the names, one a line"),
    name: word("the context"),
  },
};
