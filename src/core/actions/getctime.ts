import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, type VariableName, variable, word } from "./definition.ts";
import { render, setNumber } from "./scope.ts";

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
  perform(engine, { variable: receiver, name }, scope) {
    const contextName = render(engine, name, scope);
    engine.log(
      6,
      () => `Assigning the creation time of context '${contextName}' to variable '%${receiver.name}'`,
    );
    const context = engine.contexts.get(contextName);
    if (context) setNumber(engine, receiver.name, String(context.created));
    else engine.log(3, () => `Context '${contextName}' does not exist, can't get creation time`);
  },
};
