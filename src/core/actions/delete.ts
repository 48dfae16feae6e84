import { deletable, forgetContext, isProtected } from "../contexts/lifecycle.ts";
import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, optionalWord } from "./definition.ts";
import { render } from "./scope.ts";

export interface Delete extends ActionBase<"delete"> {
  readonly name: Template;
}

export const deleteContext: ActionDefinition<Delete> = {
  keyword: "delete",
  summary: "Deletes a context.",
  parameters: {
    name: optionalWord("the context", "%s"),
  },
  perform(engine, { name }, scope) {
    const contextName = render(engine, name, scope);
    engine.log(6, () => `Deleting context '${contextName}'`);
    if (isProtected(engine, engine.contexts.get(contextName), "delete")) return;
    const context = deletable(engine, contextName);
    if (!context) {
      engine.log(6, () => `Context '${contextName}' does not exist or is already going through deletion`);
      return;
    }
    forgetContext(engine, context);
    for (const each of context.names) engine.log(6, () => `Context '${each}' deleted`);
  },
};
