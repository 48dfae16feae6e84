import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, optionalCommandLine, quotedText } from "./definition.ts";

export interface Pipe extends ActionBase<"pipe"> {
  readonly text: Template;
  readonly command: Template | undefined;
}

export const pipe: ActionDefinition<Pipe> = {
  keyword: "pipe",
  summary: "Writes a line to the standard input of a command, or to standard output.",
  parameters: {
    text: quotedText("the line"),
    command: optionalCommandLine("the command line; standard output if left out"),
  },
};
