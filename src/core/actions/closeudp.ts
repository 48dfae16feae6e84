import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, word } from "./definition.ts";
import { render } from "./scope.ts";

export interface Closeudp extends ActionBase<"closeudp"> {
  readonly peer: Template;
}

export const closeudp: ActionDefinition<Closeudp> = {
  keyword: "closeudp",
  summary: "Closes a socket that udpsock opened.",
  parameters: {
    peer: word("host:port"),
  },
  perform(engine, { peer }, scope) {
    const name = render(engine, peer, scope);
    engine.log(6, () => `Closing socket for UDP peer '${name}'`);
    engine.ports.perform({ kind: "close", output: "udpsock", name });
  },
};
