import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, optionalText, word } from "./definition.ts";
import { render } from "./scope.ts";

export interface Write extends ActionBase<"write"> {
  readonly file: Template;
  readonly text: Template;
}

export const write: ActionDefinition<Write> = {
  keyword: "write",
  summary: "Appends a line to a file, a FIFO, or standard output; the file stays open.",
  parameters: {
    file: word("file name, or - for standard output"),
    text: optionalText("the line"),
  },
  perform(engine, { file, text }, scope) {
    const name = render(engine, file, scope);
    const line = render(engine, text, scope);
    engine.log(6, () => `Writing event '${line}' to file '${name}'`);
    engine.ports.perform({ kind: "write", file: name, text: line, newline: true });
  },
};
