import type { Template } from "../templates/template.ts";
import { execute, shellCommand } from "./command.ts";
import { type ActionBase, type ActionDefinition, commandLine } from "./definition.ts";

export interface Shellcmd extends ActionBase<"shellcmd"> {
  readonly command: Template;
}

export const shellcmd: ActionDefinition<Shellcmd> = {
  keyword: "shellcmd",
  summary: "Starts a command.",
  parameters: {
    command: commandLine("the command line"),
  },
  perform(engine, { command }, scope) {
    execute(engine, shellCommand(engine, command, scope, true));
  },
};
