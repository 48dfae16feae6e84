import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, type VariableName, variable, word } from "./definition.ts";
import { render, setNumber } from "./scope.ts";

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
  perform(engine, { variable: receiver, name }, scope) {
    const contextName = render(engine, name, scope);
    engine.log(6, () => `Finding the size of context '${contextName}' event store`);
    const context = engine.contexts.get(contextName);
    if (context) {
      setNumber(engine, receiver.name, String(context.store.length));
      return;
    }
    engine.variables.set(receiver.name, undefined);
    engine.log(6, () => `Context '${contextName}' does not exist, variable '%${receiver.name}' set to undef`);
  },
};
