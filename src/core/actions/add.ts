import { createContext, isProtected, splitLines, storeEvents } from "../contexts/lifecycle.ts";
import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, optionalText, word } from "./definition.ts";
import { render } from "./scope.ts";

export interface Add extends ActionBase<"add"> {
  readonly name: Template;
  readonly text: Template;
}

export const add: ActionDefinition<Add> = {
  keyword: "add",
  summary: "Appends lines to a context's event store, creating the context if need be.",
  parameters: {
    name: word("the context"),
    text: optionalText("the lines"),
  },
  perform(engine, { name, text }, scope) {
    const contextName = render(engine, name, scope);
    const lines = render(engine, text, scope);
    engine.log(6, () => `Adding event(s) '${lines}' to context '${contextName}'`);
    if (isProtected(engine, engine.contexts.get(contextName), "add")) return;
    const context = engine.contexts.get(contextName) ?? createContext(engine, contextName);
    if (!storeEvents(engine, context, splitLines(lines), "end")) {
      engine.log(3, () => `Can't add event(s) '${lines}' to context '${contextName}', store full`);
    }
  },
};
