import type { Controlled } from "../controlled.ts";
import type { Arguments, RequestDefinition } from "../definition.ts";
import { containing, isWanted } from "./listed.ts";

export const events: RequestDefinition = {
  name: "events",
  summary: "the events that are going to be created later",
  who: "owner",
  arguments: { containing },
  changes: false,
  answer: (daemon, args) => ({ items: eventItems(daemon, args) }),
};

function* eventItems({ engine }: Controlled, args: Arguments): Generator {
  for (const { text, context, due } of engine.delayed) {
    yield isWanted(args, text)
      ? {
          event: text,
          time: due,
          ...(engine.options.internalContexts ? { context: context ?? "_INTERNAL_EVENT" } : {}),
        }
      : undefined;
  }
}
