import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, optionalText, word } from "./definition.ts";

export interface Writen extends ActionBase<"writen"> {
  readonly file: Template;
  readonly text: Template;
}

export const writen: ActionDefinition<Writen> = {
  keyword: "writen",
  summary: "Like write, without the newline.",
  parameters: {
    file: word("file name, or - for standard output"),
    text: optionalText("the text"),
  },
};
