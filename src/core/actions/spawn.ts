import type { Template } from "../templates/template.ts";
import { shellCommand, spawnCommand } from "./command.ts";
import { type ActionBase, type ActionDefinition, commandLine } from "./definition.ts";

export interface Spawn extends ActionBase<"spawn"> {
  readonly command: Template;
}

export const spawn: ActionDefinition<Spawn> = {
  keyword: "spawn",
  summary: "Starts a command whose output lines become events.",
  parameters: {
    command: commandLine("the command line"),
  },
  perform(engine, { command }, scope) {
    spawnCommand(engine, shellCommand(engine, command, scope, true));
  },
};
