import type { Template } from "../templates/template.ts";
import {
  type ActionBase,
  type ActionDefinition,
  optionalText,
  type VariableName,
  variable,
} from "./definition.ts";
import { render } from "./scope.ts";

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
  perform(engine, { variable: receiver, text }, scope) {
    const value = render(engine, text, scope);
    engine.log(6, () => `Assigning '${value}' to variable '%${receiver.name}'`);
    engine.variables.set(receiver.name, value);
  },
};
