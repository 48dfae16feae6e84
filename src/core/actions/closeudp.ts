import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, word } from "./definition.ts";

export interface Closeudp extends ActionBase<"closeudp"> {
  readonly peer: Template;
}

export const closeudp: ActionDefinition<Closeudp> = {
  keyword: "closeudp",
  summary: "Closes a socket that udpsock opened.",
  parameters: {
    peer: word("host:port"),
  },
};
