import type { Template } from "../templates/template.ts";
import { reportStore, shellCommand, standardOutput } from "./command.ts";
import { type ActionBase, type ActionDefinition, optionalCommandLine, word } from "./definition.ts";
import { render } from "./scope.ts";

export interface Report extends ActionBase<"report"> {
  readonly name: Template;
  readonly command: Template | undefined;
}

export const report: ActionDefinition<Report> = {
  keyword: "report",
  summary: "Writes a context's event store to the standard input of a command, or to standard output.",
  parameters: {
    name: word("the context"),
    command: optionalCommandLine("the command line; standard output if left out"),
  },
  perform(engine, { name, command }, scope) {
    const contextName = render(engine, name, scope);
    const receiver = command ? shellCommand(engine, command, scope, false) : standardOutput(true);
    reportStore(engine, contextName, receiver);
  },
};
