import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, word } from "./definition.ts";

export interface Closeudgr extends ActionBase<"closeudgr"> {
  readonly file: Template;
}

export const closeudgr: ActionDefinition<Closeudgr> = {
  keyword: "closeudgr",
  summary: "Closes a socket that udgram opened.",
  parameters: {
    file: word("file name of the socket"),
  },
};
