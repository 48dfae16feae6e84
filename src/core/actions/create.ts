import { createContext, isProtected } from "../contexts/lifecycle.ts";
import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, optionalActionList, optionalWord } from "./definition.ts";
import type { ActionList } from "./index.ts";
import { wholeNumber } from "./number.ts";
import { render, store } from "./scope.ts";

export interface Create extends ActionBase<"create"> {
  readonly name: Template;
  readonly lifetime: Template;
  readonly onExpiry: ActionList | undefined;
}

export const create: ActionDefinition<Create> = {
  keyword: "create",
  summary: "Creates a context, or starts one of that name afresh.",
  parameters: {
    name: optionalWord("the context", "%s"),
    lifetime: optionalWord("lifetime in seconds, 0 for ever", "0"),
    onExpiry: optionalActionList("run when the context expires"),
  },
  perform(engine, { name, lifetime, onExpiry }, scope) {
    const contextName = render(engine, name, scope);
    const time = render(engine, lifetime, scope);
    engine.log(6, () => `Creating context '${contextName}'`);
    const seconds = wholeNumber(time);
    if (seconds === undefined) {
      engine.log(3, () => `Invalid lifetime '${time}' for context '${contextName}', can't create`);
      return;
    }
    const existing = engine.contexts.get(contextName);
    if (isProtected(engine, existing, "create")) return;
    const stored = onExpiry && onExpiry.actions.length > 0 ? store(onExpiry, scope) : undefined;
    createContext(engine, contextName, seconds, stored);
  },
};
