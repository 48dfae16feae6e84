import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, optionalText, word } from "./definition.ts";
import { render } from "./scope.ts";

export interface Writen extends ActionBase<"writen"> {
  readonly file: Template;
  readonly text: Template;
}

export const writen: ActionDefinition<Writen> = {
  keyword: "writen",
  summary: "Like write, without the newline.",
  parameters: {
    file: word("file name, or - for standard output"),
    text: optionalText("the text"),
  },
  perform(engine, { file, text }, scope) {
    const name = render(engine, file, scope);
    const line = render(engine, text, scope);
    engine.log(6, () => `Writing event '${line}' to file '${name}'`);
    engine.ports.perform({ kind: "write", file: name, text: line, newline: false });
  },
};
