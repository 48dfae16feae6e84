import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, optionalText, word } from "./definition.ts";

export interface Tcpsock extends ActionBase<"tcpsock"> {
  readonly peer: Template;
  readonly text: Template;
}

export const tcpsock: ActionDefinition<Tcpsock> = {
  keyword: "tcpsock",
  summary: "Sends a text to a TCP port, buffered while the connection is being made.",
  parameters: {
    peer: word("host:port"),
    text: optionalText("the text"),
  },
};
