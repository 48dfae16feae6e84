import { contextChanged } from "../changes.ts";
import { isProtected } from "../contexts/lifecycle.ts";
import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, optionalWord, word } from "./definition.ts";
import { render } from "./scope.ts";

export interface Alias extends ActionBase<"alias"> {
  readonly name: Template;
  readonly alias: Template;
}

export const alias: ActionDefinition<Alias> = {
  keyword: "alias",
  summary: "Gives a context a further name.",
  parameters: {
    name: word("the context"),
    alias: optionalWord("the further name", "%s"),
  },
  perform(engine, { name, alias: further }, scope) {
    const contextName = render(engine, name, scope);
    const furtherName = render(engine, further, scope);
    engine.log(6, () => `Creating alias '${furtherName}' for context '${contextName}'`);
    const context = engine.contexts.get(contextName);
    if (!context) {
      engine.log(3, () => `Context '${contextName}' does not exist, can't create alias`);
    } else if (engine.contexts.has(furtherName)) {
      engine.log(6, () => `Alias '${furtherName}' already exists`);
    } else if (!isProtected(engine, context, "alias")) {
      if (!context.names.includes(furtherName)) context.names.push(furtherName);
      engine.contexts.set(furtherName, context);
      contextChanged(engine, context);
    }
  },
};
