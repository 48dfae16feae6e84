import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, optionalWord } from "./definition.ts";

export interface Unalias extends ActionBase<"unalias"> {
  readonly alias: Template;
}

export const unalias: ActionDefinition<Unalias> = {
  keyword: "unalias",
  summary: "Takes a name from a context; a context without names ends.",
  parameters: {
    alias: optionalWord("the name", "%s"),
  },
};
