import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, word } from "./definition.ts";

export interface Closetcp extends ActionBase<"closetcp"> {
  readonly peer: Template;
}

export const closetcp: ActionDefinition<Closetcp> = {
  keyword: "closetcp",
  summary: "Closes a connection that tcpsock opened.",
  parameters: {
    peer: word("host:port"),
  },
};
