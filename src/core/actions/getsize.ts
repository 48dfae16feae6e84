import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, type VariableName, variable, word } from "./definition.ts";

export interface Getsize extends ActionBase<"getsize"> {
  readonly variable: VariableName;
  readonly name: Template;
}

export const getsize: ActionDefinition<Getsize> = {
  keyword: "getsize",
  summary: "Sets a variable to the number of lines in a context's event store.",
  parameters: {
    variable: variable("receives the number"),
    name: word("the context"),
  },
};
