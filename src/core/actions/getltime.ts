import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, type VariableName, variable, word } from "./definition.ts";

export interface Getltime extends ActionBase<"getltime"> {
  readonly variable: VariableName;
  readonly name: Template;
}

export const getltime: ActionDefinition<Getltime> = {
  keyword: "getltime",
  summary: "Sets a variable to the lifetime of a context.",
  parameters: {
    variable: variable("receives the seconds"),
    name: word("the context"),
  },
};
