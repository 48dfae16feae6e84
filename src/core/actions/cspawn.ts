import type { Template } from "../templates/template.ts";
import { renderForCommand, shellCommand, spawnCommand } from "./command.ts";
import { type ActionBase, type ActionDefinition, commandLine, word } from "./definition.ts";

export interface Cspawn extends ActionBase<"cspawn"> {
  readonly context: Template;
  readonly command: Template;
}

export const cspawn: ActionDefinition<Cspawn> = {
  keyword: "cspawn",
  summary: "Like spawn, with an internal context of its own for the events.",
  parameters: {
    context: word("name of the internal context"),
    command: commandLine("the command line"),
  },
  perform(engine, { context, command }, scope) {
    const name = renderForCommand(engine, context, scope, true);
    spawnCommand(engine, shellCommand(engine, command, scope, true), name);
  },
};
