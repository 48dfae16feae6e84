import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, optionalText, word } from "./definition.ts";

export interface Udpsock extends ActionBase<"udpsock"> {
  readonly peer: Template;
  readonly text: Template;
}

export const udpsock: ActionDefinition<Udpsock> = {
  keyword: "udpsock",
  summary: "Sends a datagram to a UDP port; the socket stays open.",
  parameters: {
    peer: word("host:port"),
    text: optionalText("the datagram"),
  },
};
