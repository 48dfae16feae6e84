import { deletable, expire, isProtected } from "../contexts/lifecycle.ts";
import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, optionalWord } from "./definition.ts";
import { render } from "./scope.ts";

export interface Obsolete extends ActionBase<"obsolete"> {
  readonly name: Template;
}

export const obsolete: ActionDefinition<Obsolete> = {
  keyword: "obsolete",
  summary: "Runs a context's action list, then deletes the context.",
  parameters: {
    name: optionalWord("the context", "%s"),
  },
  perform(engine, { name }, scope) {
    const contextName = render(engine, name, scope);
    engine.log(6, () => `Obsoleting context '${contextName}'`);
    if (isProtected(engine, engine.contexts.get(contextName), "obsolete")) return;
    const context = deletable(engine, contextName);
    if (!context) {
      engine.log(6, () => `Context '${contextName}' does not exist or is already going through deletion`);
      return;
    }
    // What its list sees if it asks for the lifetime.
    context.lifetime = -1;
    expire(engine, context, contextName);
  },
};
