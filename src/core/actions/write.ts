import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, optionalText, word } from "./definition.ts";

export interface Write extends ActionBase<"write"> {
  readonly file: Template;
  readonly text: Template;
}

export const write: ActionDefinition<Write> = {
  keyword: "write",
  summary: "Appends a line to a file, a FIFO, or standard output; the file stays open.",
  parameters: {
    file: word("file name, or - for standard output"),
    text: optionalText("the line"),
  },
};
