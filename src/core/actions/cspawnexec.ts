import type { Template } from "../templates/template.ts";
import { argumentCommand, spawnCommand } from "./command.ts";
import { type ActionBase, type ActionDefinition, commandArguments, word } from "./definition.ts";
import { render } from "./scope.ts";

export interface Cspawnexec extends ActionBase<"cspawnexec"> {
  readonly context: Template;
  readonly arguments: readonly Template[];
}

export const cspawnexec: ActionDefinition<Cspawnexec> = {
  keyword: "cspawnexec",
  summary: "Like cspawn, without a shell.",
  parameters: {
    context: word("name of the internal context"),
    arguments: commandArguments("the command and its arguments"),
  },
  perform(engine, { context, arguments: words }, scope) {
    const name = render(engine, context, scope);
    spawnCommand(engine, argumentCommand(engine, words, scope), name);
  },
};
