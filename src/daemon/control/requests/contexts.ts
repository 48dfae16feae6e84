import type { Context } from "../../../core/contexts/context.ts";
import { dumpContext } from "../../dump-state.ts";
import type { Controlled } from "../controlled.ts";
import type { Arguments, RequestDefinition } from "../definition.ts";
import { containing, isWanted } from "./listed.ts";

/** Of an event store, so many lines come in one item; further ones are items that continue it. */
const LINES_PER_ITEM = 500;

export const contexts: RequestDefinition = {
  name: "contexts",
  summary: "the contexts",
  who: "owner",
  arguments: {
    containing,
    lines: { kind: "flag", summary: "with the lines of their event stores" },
  },
  changes: false,
  answer: (daemon, args) => ({ items: contextItems(daemon, args) }),
};

function* contextItems({ engine }: Controlled, args: Arguments): Generator {
  const { created } = engine;
  for (const [name, context] of engine.contexts) {
    // A context has several names, of which one counts; those that come later are not listed.
    const isListed = name === context.names[0] && context.order <= created;
    if (!isListed || !isWanted(args, ...context.names)) yield undefined;
    else if (args["lines"]) yield* withLines(context);
    else yield { ...dumpContext(context, []), lines: context.store.length };
  }
}

/** What is stored meanwhile is not told of, and lines that are removed are not told twice. */
function* withLines(context: Context): Generator {
  const stored = [...context.store];
  for (let at = 0; at === 0 || at < stored.length; at += LINES_PER_ITEM) {
    const part = dumpContext(context, stored.slice(at, at + LINES_PER_ITEM));
    yield at === 0
      ? { ...part, lines: stored.length }
      : { name: part.name, continued: true, buffer: part.buffer, times: part.times };
  }
}
