import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, optionalText, word } from "./definition.ts";

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
};
