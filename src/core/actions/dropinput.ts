import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, word } from "./definition.ts";
import { render } from "./scope.ts";

export interface Dropinput extends ActionBase<"dropinput"> {
  readonly file: Template;
}

export const dropinput: ActionDefinition<Dropinput> = {
  keyword: "dropinput",
  summary: "Drops an input file that addinput added.",
  parameters: {
    file: word("file name"),
  },
  perform(engine, { file }, scope) {
    engine.ports.perform({ kind: "drop-input", file: render(engine, file, scope) });
  },
};
