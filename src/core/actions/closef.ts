import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, word } from "./definition.ts";
import { render } from "./scope.ts";

export interface Closef extends ActionBase<"closef"> {
  readonly file: Template;
}

export const closef: ActionDefinition<Closef> = {
  keyword: "closef",
  summary: "Closes a file that write or writen opened.",
  parameters: {
    file: word("file name"),
  },
  perform(engine, { file }, scope) {
    const name = render(engine, file, scope);
    engine.log(6, () => `Closing file '${name}'`);
    engine.ports.perform({ kind: "close", output: "file", name });
  },
};
