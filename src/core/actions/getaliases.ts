import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, type VariableName, variable, word } from "./definition.ts";
import { render, setVariable } from "./scope.ts";

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
  perform(engine, { variable: receiver, name }, scope) {
    const contextName = render(engine, name, scope);
    engine.log(6, () => `Assigning aliases of context '${contextName}' to variable '%${receiver.name}'`);
    const context = engine.contexts.get(contextName);
    if (context) setVariable(engine, receiver.name, context.names.join("\n"));
    else engine.log(3, () => `Context '${contextName}' does not exist, can't get aliases`);
  },
};
