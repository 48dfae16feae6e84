import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, optionalText, word } from "./definition.ts";
import { render } from "./scope.ts";

export interface Owritecl extends ActionBase<"owritecl"> {
  readonly file: Template;
  readonly text: Template;
}

export const owritecl: ActionDefinition<Owritecl> = {
  keyword: "owritecl",
  summary: "Opens a file, appends a text without newline, and closes it.",
  parameters: {
    file: word("file name, or - for standard output"),
    text: optionalText("the text"),
  },
  perform(engine, { file, text }, scope) {
    const name = render(engine, file, scope);
    const written = render(engine, text, scope);
    engine.log(6, () => `Writing event '${written}' to file '${name}'`);
    engine.ports.perform({ kind: "write-and-close", file: name, text: written });
  },
};
