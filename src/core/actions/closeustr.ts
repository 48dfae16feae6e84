import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, word } from "./definition.ts";
import { render } from "./scope.ts";

export interface Closeustr extends ActionBase<"closeustr"> {
  readonly file: Template;
}

export const closeustr: ActionDefinition<Closeustr> = {
  keyword: "closeustr",
  summary: "Closes a socket that ustream opened.",
  parameters: {
    file: word("file name of the socket"),
  },
  perform(engine, { file }, scope) {
    const name = render(engine, file, scope);
    engine.log(6, () => `Closing unix stream socket '${name}'`);
    engine.ports.perform({ kind: "close", output: "ustream", name });
  },
};
