import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, word } from "./definition.ts";

export interface Closeustr extends ActionBase<"closeustr"> {
  readonly file: Template;
}

export const closeustr: ActionDefinition<Closeustr> = {
  keyword: "closeustr",
  summary: "Closes a socket that ustream opened.",
  parameters: {
    file: word("file name of the socket"),
  },
};
