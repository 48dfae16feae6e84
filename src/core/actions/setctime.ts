import { isProtected, lifetimeChanged } from "../contexts/lifecycle.ts";
import type { Template } from "../templates/template.ts";
import { localTimeText } from "./built-in-variables.ts";
import { type ActionBase, type ActionDefinition, word } from "./definition.ts";
import { wholeNumber } from "./number.ts";
import { render } from "./scope.ts";

export interface Setctime extends ActionBase<"setctime"> {
  readonly time: Template;
  readonly name: Template;
}

export const setctime: ActionDefinition<Setctime> = {
  keyword: "setctime",
  summary: "Sets the creation time of a context.",
  parameters: {
    time: word("seconds since Epoch"),
    name: word("the context"),
  },
  perform(engine, { time, name }, scope) {
    const moment = render(engine, time, scope);
    const contextName = render(engine, name, scope);
    const created = wholeNumber(moment);
    if (created === undefined) {
      engine.log(3, () => `Invalid timestamp '${moment}' for creation time of context '${contextName}'`);
      return;
    }
    const written = (): string => localTimeText(engine.ports.localTime(created));
    engine.log(6, () => `Setting the creation time of context '${contextName}' to '${written()}'`);
    const context = engine.contexts.get(contextName);
    if (isProtected(engine, context, "setctime")) return;
    if (!context) engine.log(3, () => `Context '${contextName}' does not exist, can't set creation time`);
    else if (created < context.created) {
      engine.log(3, () => `Can't set context creation time backwards to '${written()}'`);
    } else if (created > engine.now) {
      engine.log(3, () => `Can't set context creation time into future to '${written()}'`);
    } else if (created === context.created) {
      engine.log(6, () => `Context creation time already set to '${written()}'`);
    } else {
      context.created = created;
      lifetimeChanged(engine, context);
    }
  },
};
