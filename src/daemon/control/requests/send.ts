import { createEvents } from "../../../core/actions/create-events.ts";
import type { RequestDefinition } from "../definition.ts";

export const send: RequestDefinition = {
  name: "send",
  summary: "create a synthetic event, as the action event does",
  who: "owner",
  arguments: {
    line: { kind: "text", positional: true, required: true, summary: "the event" },
    context: { kind: "text", summary: "the internal context of the event, as with the action cevent" },
  },
  changes: true,
  async answer(daemon, { line, context }) {
    if (context !== undefined && !/^\S+$/.test(String(context))) {
      return { error: { code: "bad-argument", message: "the name of a context has no blanks in it" } };
    }
    await daemon.inTurn(() => {
      createEvents(daemon.engine, String(line), 0, context === undefined ? undefined : String(context));
    });
    return { result: {} };
  },
};
