import type { Template } from "../templates/template.ts";
import {
  type ActionBase,
  type ActionDefinition,
  optionalText,
  type VariableName,
  variable,
} from "./definition.ts";

export interface Assign extends ActionBase<"assign"> {
  readonly variable: VariableName;
  readonly text: Template;
}

export const assign: ActionDefinition<Assign> = {
  keyword: "assign",
  summary: "Sets a variable to a text.",
  parameters: {
    variable: variable("receives the text"),
    text: optionalText("the text"),
  },
};
