import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, word } from "./definition.ts";
import { render } from "./scope.ts";

export interface Closetcp extends ActionBase<"closetcp"> {
  readonly peer: Template;
}

export const closetcp: ActionDefinition<Closetcp> = {
  keyword: "closetcp",
  summary: "Closes a connection that tcpsock opened.",
  parameters: {
    peer: word("host:port"),
  },
  perform(engine, { peer }, scope) {
    const name = render(engine, peer, scope);
    engine.log(6, () => `Closing socket for TCP peer '${name}'`);
    engine.ports.perform({ kind: "close", output: "tcpsock", name });
  },
};
