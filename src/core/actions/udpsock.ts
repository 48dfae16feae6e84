import type { Template } from "../templates/template.ts";
import { type ActionBase, type ActionDefinition, optionalText, word } from "./definition.ts";
import { render } from "./scope.ts";

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
  perform(engine, { peer, text }, scope) {
    const name = render(engine, peer, scope);
    const sent = render(engine, text, scope);
    engine.log(6, () => `Sending event '${sent}' to UDP peer '${name}'`);
    engine.ports.perform({ kind: "send", output: "udpsock", name, text: sent });
  },
};
