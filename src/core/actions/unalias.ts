import { deletable, isProtected, removeName } from "../contexts/lifecycle.ts";
import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, optionalWord } from "./definition.ts";
import { render } from "./scope.ts";

export interface Unalias extends ActionBase<"unalias"> {
  readonly alias: Template;
}

export const unalias: ActionDefinition<Unalias> = {
  keyword: "unalias",
  summary: "Takes a name from a context; a context without names ends.",
  parameters: {
    alias: optionalWord("the name", "%s"),
  },
  perform(engine, { alias: name }, scope) {
    const contextName = render(engine, name, scope);
    engine.log(6, () => `Removing alias '${contextName}'`);
    if (isProtected(engine, engine.contexts.get(contextName), "unalias")) return;
    const context = deletable(engine, contextName);
    if (context) {
      removeName(engine, context, contextName);
      if (context.names.length > 0) return;
      engine.log(6, () => `Alias '${contextName}' was the last reference to a context`);
    } else {
      engine.log(6, () => {
        const trouble = "does not exist or the referred context is already going through deletion";
        return `Alias '${contextName}' ${trouble}`;
      });
    }
  },
};
