import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, optionalWord, word } from "./definition.ts";

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
};
