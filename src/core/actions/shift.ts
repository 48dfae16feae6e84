import { contextChanged } from "../changes.ts";
import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, type VariableName, variable, word } from "./definition.ts";
import { render, setVariable } from "./scope.ts";

export interface Shift extends ActionBase<"shift"> {
  readonly name: Template;
  readonly variable: VariableName;
}

export const shift: ActionDefinition<Shift> = {
  keyword: "shift",
  summary: "Moves the first line of a context's event store into a variable.",
  parameters: {
    name: word("the context"),
    variable: variable("receives the line"),
  },
  perform(engine, { name, variable: receiver }, scope) {
    const contextName = render(engine, name, scope);
    engine.log(6, () => {
      const where = `context '${contextName}' event store`;
      return `Shift the first element of ${where} into variable '%${receiver.name}'`;
    });
    const context = engine.contexts.get(contextName);
    if (!context) {
      engine.log(3, () => `Context '${contextName}' does not exist, can't shift`);
      return;
    }
    setVariable(engine, receiver.name, context.store.shift()?.text ?? "");
    contextChanged(engine, context);
  },
};
