import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, optionalText, word } from "./definition.ts";
import { render } from "./scope.ts";

export interface Udgram extends ActionBase<"udgram"> {
  readonly file: Template;
  readonly text: Template;
}

export const udgram: ActionDefinition<Udgram> = {
  keyword: "udgram",
  summary: "Sends a datagram to a UNIX socket that stays open.",
  parameters: {
    file: word("file name of the socket"),
    text: optionalText("the datagram"),
  },
  perform(engine, { file, text }, scope) {
    const name = render(engine, file, scope);
    const sent = render(engine, text, scope);
    engine.log(6, () => `Sending event '${sent}' to unix datagram socket '${name}'`);
    engine.ports.perform({ kind: "send", output: "udgram", name, text: sent });
  },
};
