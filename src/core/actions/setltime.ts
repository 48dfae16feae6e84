import { expire, isProtected, lifetimeChanged } from "../contexts/lifecycle.ts";
import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, optionalWord, word } from "./definition.ts";
import { wholeNumber } from "./number.ts";
import { render } from "./scope.ts";

export interface Setltime extends ActionBase<"setltime"> {
  readonly name: Template;
  readonly lifetime: Template;
}

export const setltime: ActionDefinition<Setltime> = {
  keyword: "setltime",
  summary: "Sets the lifetime of a context, counted from its creation.",
  parameters: {
    name: word("the context"),
    lifetime: optionalWord("lifetime in seconds, 0 for ever", "0"),
  },
  perform(engine, { name, lifetime }, scope) {
    const contextName = render(engine, name, scope);
    const time = render(engine, lifetime, scope);
    const seconds = wholeNumber(time);
    if (seconds === undefined) {
      engine.log(3, () => `Invalid lifetime '${time}' for context '${contextName}'`);
      return;
    }
    engine.log(6, () => `Setting the lifetime of context '${contextName}' to '${seconds}'`);
    const context = engine.contexts.get(contextName);
    if (isProtected(engine, context, "setltime")) return;
    if (!context) {
      engine.log(3, () => `Context '${contextName}' does not exist, can't set lifetime`);
      return;
    }
    context.lifetime = seconds;
    lifetimeChanged(engine, context);
    if (context.due > engine.now) return;
    engine.log(6, () => `Context '${contextName}' has become stale after lifetime adjustment`);
    if (!context.ending) expire(engine, context, contextName);
  },
};
