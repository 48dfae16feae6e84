import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, optionalText, word } from "./definition.ts";

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
};
