import type { Template } from "../templates/template.ts";
import { argumentCommand, spawnCommand } from "./command.ts";
import { type ActionBase, type ActionDefinition, commandArguments } from "./definition.ts";

export interface Spawnexec extends ActionBase<"spawnexec"> {
  readonly arguments: readonly Template[];
}

export const spawnexec: ActionDefinition<Spawnexec> = {
  keyword: "spawnexec",
  summary: "Like spawn, without a shell.",
  parameters: {
    arguments: commandArguments("the command and its arguments"),
  },
  perform(engine, { arguments: words }, scope) {
    spawnCommand(engine, argumentCommand(engine, words, scope));
  },
};
