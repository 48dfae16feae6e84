import type { Template } from "../templates/template.ts";
import { argumentCommand, execute } from "./command.ts";
import { type ActionBase, type ActionDefinition, commandArguments } from "./definition.ts";

export interface Cmdexec extends ActionBase<"cmdexec"> {
  readonly arguments: readonly Template[];
}

export const cmdexec: ActionDefinition<Cmdexec> = {
  keyword: "cmdexec",
  summary: "Starts a command without a shell.",
  parameters: {
    arguments: commandArguments("the command and its arguments"),
  },
  perform(engine, { arguments: words }, scope) {
    execute(engine, argumentCommand(engine, words, scope));
  },
};
