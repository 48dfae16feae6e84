import type { Template } from "../templates/template.ts";
import { createEvents } from "./create-events.ts";
import { type ActionBase, type ActionDefinition, optionalText, word } from "./definition.ts";
import { isWholeNumber } from "./number.ts";
import { render } from "./scope.ts";

export interface Cevent extends ActionBase<"cevent"> {
  readonly context: Template;
  readonly delay: Template;
  readonly text: Template;
}

export const cevent: ActionDefinition<Cevent> = {
  keyword: "cevent",
  summary: "Like tevent, with an internal context of its own for the events.",
  parameters: {
    context: word("name of the internal context"),
    delay: word("seconds to wait"),
    text: optionalText("the events, one a line"),
  },
  perform(engine, { context, delay, text }, scope) {
    const contextName = render(engine, context, scope);
    const time = render(engine, delay, scope);
    const events = render(engine, text, scope);
    if (isWholeNumber(time)) createEvents(engine, events, Number(time), contextName);
    else engine.log(3, () => `Invalid time specification '${time}' for creating events`);
  },
};
