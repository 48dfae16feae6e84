import { joinStore } from "../contexts/lifecycle.ts";
import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, type VariableName, variable, word } from "./definition.ts";
import { render, setVariable } from "./scope.ts";

export interface Copy extends ActionBase<"copy"> {
  readonly name: Template;
  readonly variable: VariableName;
}

export const copy: ActionDefinition<Copy> = {
  keyword: "copy",
  summary: "Sets a variable to a context's event store.",
  parameters: {
    name: word("the context"),
    variable: variable("receives the lines"),
  },
  perform(engine, { name, variable: receiver }, scope) {
    const contextName = render(engine, name, scope);
    engine.log(6, () => `Copying context '${contextName}' to variable '%${receiver.name}'`);
    const context = engine.contexts.get(contextName);
    if (context) setVariable(engine, receiver.name, joinStore(context.store));
    else engine.log(3, () => `Context '${contextName}' does not exist, can't copy`);
  },
};
