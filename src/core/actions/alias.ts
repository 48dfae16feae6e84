import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, optionalWord, word } from "./definition.ts";

export interface Alias extends ActionBase<"alias"> {
  readonly name: Template;
  readonly alias: Template;
}

export const alias: ActionDefinition<Alias> = {
  keyword: "alias",
  summary: "Gives a context a further name.",
  parameters: {
    name: word("the context"),
    alias: optionalWord("the further name", "%s"),
  },
};
