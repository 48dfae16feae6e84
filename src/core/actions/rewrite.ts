import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, optionalText, word } from "./definition.ts";

export interface Rewrite extends ActionBase<"rewrite"> {
  readonly lines: Template;
  readonly text: Template;
}

export const rewrite: ActionDefinition<Rewrite> = {
  keyword: "rewrite",
  summary: "Replaces the last lines of an input buffer.",
  parameters: {
    lines: word("how many lines, 0 for as many as the text has"),
    text: optionalText("the lines"),
  },
};
