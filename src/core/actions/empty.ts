import { contextChanged } from "../changes.ts";
import { joinStore } from "../contexts/lifecycle.ts";
import type { Template } from "../templates/template.ts";
import {
  type ActionBase,
  type ActionDefinition,
  optionalVariable,
  type VariableName,
  word,
} from "./definition.ts";
import { render, setVariable } from "./scope.ts";

export interface Empty extends ActionBase<"empty"> {
  readonly name: Template;
  readonly variable: VariableName | undefined;
}

export const empty: ActionDefinition<Empty> = {
  keyword: "empty",
  summary: "Empties a context's event store, and maybe sets a variable to what it held.",
  parameters: {
    name: word("the context"),
    variable: optionalVariable("receives the lines"),
  },
  perform(engine, { name, variable: receiver }, scope) {
    const contextName = render(engine, name, scope);
    engine.log(6, () => `Emptying the event store of context '${contextName}'`);
    const context = engine.contexts.get(contextName);
    if (!context) {
      engine.log(3, () => `Context '${contextName}' does not exist, can't empty`);
      return;
    }
    if (receiver) setVariable(engine, receiver.name, joinStore(context.store));
    context.store = [];
    contextChanged(engine, context);
  },
};
