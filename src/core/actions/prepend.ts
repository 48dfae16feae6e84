import { createContext, isProtected, splitLines, storeEvents } from "../contexts/lifecycle.ts";
import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, optionalText, word } from "./definition.ts";
import { render } from "./scope.ts";

export interface Prepend extends ActionBase<"prepend"> {
  readonly name: Template;
  readonly text: Template;
}

export const prepend: ActionDefinition<Prepend> = {
  keyword: "prepend",
  summary: "Puts lines before those of a context's event store, creating the context if need be.",
  parameters: {
    name: word("the context"),
    text: optionalText("the lines"),
  },
  perform(engine, { name, text }, scope) {
    const contextName = render(engine, name, scope);
    const lines = render(engine, text, scope);
    engine.log(6, () => `Prepending event(s) '${lines}' to context '${contextName}'`);
    if (isProtected(engine, engine.contexts.get(contextName), "prepend")) return;
    const context = engine.contexts.get(contextName) ?? createContext(engine, contextName);
    if (!storeEvents(engine, context, splitLines(lines), "beginning")) {
      engine.log(3, () => `Can't prepend event(s) '${lines}' to context '${contextName}', store full`);
    }
  },
};
