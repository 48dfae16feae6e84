import type { Template } from "../templates/template.ts";
import { feedLine, shellCommand, standardOutput } from "./command.ts";
import { type ActionBase, type ActionDefinition, optionalCommandLine, quotedText } from "./definition.ts";
import { render } from "./scope.ts";

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
  perform(engine, { text, command }, scope) {
    const line = render(engine, text, scope);
    const receiver = command ? shellCommand(engine, command, scope, false) : standardOutput(true);
    feedLine(engine, line, receiver);
  },
};
