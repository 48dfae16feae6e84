import type { Template } from "../templates/template.ts";
import { argumentCommand, feedLine, standardOutput } from "./command.ts";
import {
  type ActionBase,
  type ActionDefinition,
  optionalCommandArguments,
  quotedText,
} from "./definition.ts";
import { render } from "./scope.ts";

export interface Pipeexec extends ActionBase<"pipeexec"> {
  readonly text: Template;
  readonly arguments: readonly Template[] | undefined;
}

export const pipeexec: ActionDefinition<Pipeexec> = {
  keyword: "pipeexec",
  summary: "Like pipe, without a shell.",
  parameters: {
    text: quotedText("the line"),
    arguments: optionalCommandArguments("the command and its arguments; standard output if left out"),
  },
  perform(engine, { text, arguments: words }, scope) {
    const line = render(engine, text, scope);
    const receiver = words ? argumentCommand(engine, words, scope) : standardOutput(false);
    feedLine(engine, line, receiver);
  },
};
