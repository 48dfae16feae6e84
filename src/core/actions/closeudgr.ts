import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, word } from "./definition.ts";
import { render } from "./scope.ts";

export interface Closeudgr extends ActionBase<"closeudgr"> {
  readonly file: Template;
}

export const closeudgr: ActionDefinition<Closeudgr> = {
  keyword: "closeudgr",
  summary: "Closes a socket that udgram opened.",
  parameters: {
    file: word("file name of the socket"),
  },
  perform(engine, { file }, scope) {
    const name = render(engine, file, scope);
    engine.log(6, () => `Closing unix datagram socket '${name}'`);
    engine.ports.perform({ kind: "close", output: "udgram", name });
  },
};
