import { contextChanged } from "../changes.ts";
import { isProtected, lifetimeChanged } from "../contexts/lifecycle.ts";
import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, optionalActionList, word } from "./definition.ts";
import type { ActionList } from "./index.ts";
import { wholeNumber } from "./number.ts";
import { render, store } from "./scope.ts";

export interface Set extends ActionBase<"set"> {
  readonly name: Template;
  readonly lifetime: Template;
  readonly onExpiry: ActionList | undefined;
}

export const set: ActionDefinition<Set> = {
  keyword: "set",
  summary: "Gives a context a new lifetime that starts now, and maybe another action list.",
  parameters: {
    name: word("the context"),
    lifetime: word("lifetime in seconds, 0 for ever, - to leave it"),
    onExpiry: optionalActionList("run when the context expires"),
  },
  perform(engine, { name, lifetime, onExpiry }, scope) {
    const contextName = render(engine, name, scope);
    const time = render(engine, lifetime, scope);
    engine.log(6, () => `Changing settings for context '${contextName}'`);
    const seconds = /^[\t-\r ]*-[\t-\r ]*$/.test(time) ? "unchanged" : wholeNumber(time);
    const context = engine.contexts.get(contextName);
    if (seconds === undefined) {
      engine.log(3, () => `Invalid lifetime '${time}' for context '${contextName}', can't change settings`);
      return;
    }
    if (isProtected(engine, context, "set")) return;
    if (!context) {
      engine.log(3, () => `Context '${contextName}' does not exist, can't change settings`);
      return;
    }
    if (seconds !== "unchanged") {
      context.created = engine.now;
      context.lifetime = seconds;
      lifetimeChanged(engine, context);
    }
    if (onExpiry && onExpiry.actions.length > 0) context.onExpiry = store(onExpiry, scope);
    contextChanged(engine, context);
  },
};
