import type { Context, StoredEvent } from "../../../core/contexts/context.ts";
import { dumpContext } from "../../dump-state.ts";
import type { Controlled } from "../controlled.ts";
import type { Arguments, RequestDefinition } from "../definition.ts";
import { containing, isWanted } from "./listed.ts";

/**
 * Of an event store, so many lines come in one item, or as many as have so many characters; further ones are
 * items that continue it.
 */
const LINES_PER_ITEM = 500;
const CHARACTERS_PER_ITEM = 64 * 1024;

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
  for (let at = 0, end = 0; at === 0 || at < stored.length; at = end) {
    end = Math.max(at + 1, endOfPart(stored, at));
    const part = dumpContext(context, stored.slice(at, end));
    yield at === 0
      ? { ...part, lines: stored.length }
      : { name: part.name, continued: true, buffer: part.buffer, times: part.times };
  }
}

function endOfPart(stored: readonly StoredEvent[], begin: number): number {
  const most = Math.min(begin + LINES_PER_ITEM, stored.length);
  let characters = 0;
  let end = begin;
  while (end < most && characters < CHARACTERS_PER_ITEM) {
    characters += stored[end]!.text.length;
    end += 1;
  }
  return end;
}
