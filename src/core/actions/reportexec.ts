import type { Template } from "../templates/template.ts";
import { argumentCommand, reportStore, standardOutput } from "./command.ts";
import { type ActionBase, type ActionDefinition, optionalCommandArguments, word } from "./definition.ts";
import { render } from "./scope.ts";

export interface Reportexec extends ActionBase<"reportexec"> {
  readonly name: Template;
  readonly arguments: readonly Template[] | undefined;
}

export const reportexec: ActionDefinition<Reportexec> = {
  keyword: "reportexec",
  summary: "Like report, without a shell.",
  parameters: {
    name: word("the context"),
    arguments: optionalCommandArguments("the command and its arguments; standard output if left out"),
  },
  perform(engine, { name, arguments: words }, scope) {
    const contextName = render(engine, name, scope);
    const receiver = words ? argumentCommand(engine, words, scope) : standardOutput(false);
    reportStore(engine, contextName, receiver);
  },
};
