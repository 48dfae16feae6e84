import type { Template } from "../templates/template.ts";
import {
  type ActionBase,
  type ActionDefinition,
  optionalText,
  type VariableName,
  variable,
} from "./definition.ts";

export interface Assignsq extends ActionBase<"assignsq"> {
  readonly variable: VariableName;
  readonly text: Template;
}

export const assignsq: ActionDefinition<Assignsq> = {
  keyword: "assignsq",
  summary: "Sets a variable to a text that is quoted for the shell.",
  parameters: {
    variable: variable("receives the quoted text"),
    text: optionalText("the text"),
  },
};
