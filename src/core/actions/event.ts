import type { Template } from "../templates/template.ts";
import { createEvents } from "./create-events.ts";
import { type ActionBase, type ActionDefinition, optionalText, optionalWholeNumber } from "./definition.ts";
import { render } from "./scope.ts";

export interface Event extends ActionBase<"event"> {
  readonly delay: number | undefined;
  readonly text: Template;
}

export const event: ActionDefinition<Event> = {
  keyword: "event",
  summary: "Creates synthetic events, at once or after some seconds.",
  parameters: {
    delay: optionalWholeNumber("seconds to wait"),
    text: optionalText("the events, one a line"),
  },
  perform(engine, { delay, text }, scope) {
    createEvents(engine, render(engine, text, scope), delay ?? 0, undefined);
  },
};
