import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, type VariableName, variable, word } from "./definition.ts";

export interface Getctime extends ActionBase<"getctime"> {
  readonly variable: VariableName;
  readonly name: Template;
}

export const getctime: ActionDefinition<Getctime> = {
  keyword: "getctime",
  summary: "Sets a variable to the creation time of a context.",
  parameters: {
    variable: variable("receives seconds since Epoch"),
    name: word("the context"),
  },
};
