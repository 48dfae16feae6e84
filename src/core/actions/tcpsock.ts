import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, optionalText, word } from "./definition.ts";
import { render } from "./scope.ts";

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
  perform(engine, { peer, text }, scope) {
    const name = render(engine, peer, scope);
    const sent = render(engine, text, scope);
    engine.log(6, () => `Sending event '${sent}' to TCP peer '${name}'`);
    engine.ports.perform({ kind: "send", output: "tcpsock", name, text: sent });
  },
};
