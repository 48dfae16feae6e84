import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, type VariableName, variable, word } from "./definition.ts";
import { render, setVariable } from "./scope.ts";

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
  perform(engine, { variable: receiver, name }, scope) {
    const contextName = render(engine, name, scope);
    engine.log(6, () => `Assigning the lifetime of context '${contextName}' to variable '%${receiver.name}'`);
    const context = engine.contexts.get(contextName);
    if (context) setVariable(engine, receiver.name, String(context.lifetime));
    else engine.log(3, () => `Context '${contextName}' does not exist, can't get lifetime`);
  },
};
