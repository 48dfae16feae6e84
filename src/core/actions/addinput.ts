import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, optionalName, optionalWord, word } from "./definition.ts";
import { render } from "./scope.ts";

export interface Addinput extends ActionBase<"addinput"> {
  readonly file: Template;
  readonly offset: Template;
  readonly context: Template | undefined;
}

export const addinput: ActionDefinition<Addinput> = {
  keyword: "addinput",
  summary: "Adds an input file and opens it.",
  parameters: {
    file: word("file name"),
    offset: optionalWord("offset to start from in bytes, - for the end", "-"),
    context: optionalName("name of the internal context"),
  },
  perform(engine, { file, offset, context }, scope) {
    const name = render(engine, file, scope);
    const from = render(engine, offset, scope);
    const internalContext = context ? { context: render(engine, context, scope) } : {};
    engine.ports.perform({ kind: "add-input", file: name, offset: from, ...internalContext });
  },
};
