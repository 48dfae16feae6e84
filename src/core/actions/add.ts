import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, optionalText, word } from "./definition.ts";

export interface Add extends ActionBase<"add"> {
  readonly name: Template;
  readonly text: Template;
}

export const add: ActionDefinition<Add> = {
  keyword: "add",
  summary: "Appends lines to a context's event store, creating the context if need be.",
  parameters: {
    name: word("the context"),
    text: optionalText("the lines"),
  },
};
