import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, type VariableName, variable, word } from "./definition.ts";
import { render, setNumber } from "./scope.ts";

export interface Exists extends ActionBase<"exists"> {
  readonly variable: VariableName;
  readonly name: Template;
}

export const exists: ActionDefinition<Exists> = {
  keyword: "exists",
  summary: "Sets a variable to 1 if a context exists, else to 0.",
  parameters: {
    variable: variable("receives 1 or 0"),
    name: word("the context"),
  },
  perform(engine, { variable: receiver, name }, scope) {
    const contextName = render(engine, name, scope);
    engine.log(6, () => `Checking the presence of context '${contextName}'`);
    setNumber(engine, receiver.name, engine.contexts.has(contextName) ? "1" : "0");
  },
};
