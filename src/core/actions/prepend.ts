import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, optionalText, word } from "./definition.ts";

export interface Prepend extends ActionBase<"prepend"> {
  readonly name: Template;
  readonly text: Template;
}

export const prepend: ActionDefinition<Prepend> = {
  keyword: "prepend",
  summary: "Puts lines before those of a context's event store, creating the context if need be.",
  parameters: {
    name: word("the context"),
    text: optionalText("the lines"),
  },
};
