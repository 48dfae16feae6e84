import type { Template } from "../templates/template.ts";
import { quoteForShell } from "./command.ts";
import {
  type ActionBase,
  type ActionDefinition,
  optionalText,
  type VariableName,
  variable,
} from "./definition.ts";
import { render } from "./scope.ts";

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
  perform(engine, { variable: receiver, text }, scope) {
    const value = quoteForShell(render(engine, text, scope));
    engine.log(6, () => `Assigning '${value}' to variable '%${receiver.name}'`);
    engine.variables.set(receiver.name, value);
  },
};
