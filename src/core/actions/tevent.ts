import type { Template } from "../templates/template.ts";
import { createEvents } from "./create-events.ts";
import { type ActionBase, type ActionDefinition, optionalText, word } from "./definition.ts";
import { isWholeNumber } from "./number.ts";
import { render } from "./scope.ts";

export interface Tevent extends ActionBase<"tevent"> {
  readonly delay: Template;
  readonly text: Template;
}

export const tevent: ActionDefinition<Tevent> = {
  keyword: "tevent",
  summary: "Like event, with a delay that may contain variables.",
  parameters: {
    delay: word("seconds to wait"),
    text: optionalText("the events, one a line"),
  },
  perform(engine, { delay, text }, scope) {
    const time = render(engine, delay, scope);
    const events = render(engine, text, scope);
    if (isWholeNumber(time)) createEvents(engine, events, Number(time), undefined);
    else engine.log(3, () => `Invalid time specification '${time}' for creating events`);
  },
};
