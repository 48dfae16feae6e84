import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, optionalText, word } from "./definition.ts";

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
};
