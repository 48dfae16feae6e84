import { createContext, isProtected, splitLines, storeEvents } from "../contexts/lifecycle.ts";
import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, optionalText, word } from "./definition.ts";
import { render } from "./scope.ts";

export interface Fill extends ActionBase<"fill"> {
  readonly name: Template;
  readonly text: Template;
}

export const fill: ActionDefinition<Fill> = {
  keyword: "fill",
  summary: "Replaces the lines of a context's event store, creating the context if need be.",
  parameters: {
    name: word("the context"),
    text: optionalText("the lines"),
  },
  perform(engine, { name, text }, scope) {
    const contextName = render(engine, name, scope);
    const lines = render(engine, text, scope);
    engine.log(6, () => `Filling context '${contextName}' with event(s) '${lines}'`);
    if (isProtected(engine, engine.contexts.get(contextName), "fill")) return;
    const context = engine.contexts.get(contextName) ?? createContext(engine, contextName);
    if (!storeEvents(engine, context, splitLines(lines), "instead")) {
      engine.log(3, () => `Can't fill context '${contextName}' with event(s) '${lines}', store full`);
    }
  },
};
