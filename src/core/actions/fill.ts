import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, optionalText, word } from "./definition.ts";

export interface Fill extends ActionBase<"fill"> {
  readonly name: Template;
  readonly text: Template;
}

export const fill: ActionDefinition<Fill> = {
  keyword: "fill",
  summary: "Replaces the lines of a context's event store, creating the context if need be.",
  parameters: {
    name: word("the context"),
    text: optionalText("the lines"),
  },
};
