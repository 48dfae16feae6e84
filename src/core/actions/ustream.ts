import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, optionalText, word } from "./definition.ts";
import { render } from "./scope.ts";

export interface Ustream extends ActionBase<"ustream"> {
  readonly file: Template;
  readonly text: Template;
}

export const ustream: ActionDefinition<Ustream> = {
  keyword: "ustream",
  summary: "Writes to a UNIX stream socket that stays open.",
  parameters: {
    file: word("file name of the socket"),
    text: optionalText("the text"),
  },
  perform(engine, { file, text }, scope) {
    const name = render(engine, file, scope);
    const sent = render(engine, text, scope);
    engine.log(6, () => `Sending event '${sent}' to unix stream socket '${name}'`);
    engine.ports.perform({ kind: "send", output: "ustream", name, text: sent });
  },
};
