import type { RequestDefinition } from "../definition.ts";

/** Asks for the rest of a list; `listing` is the number in `more` of the answer before. */
export const more: RequestDefinition = {
  name: "more",
  summary: "the next part of a list",
  who: "group",
  arguments: { listing: { kind: "integer", required: true, summary: "the list's number" } },
  changes: false,
  // The server keeps the lists with their connections, and answers itself.
  answer: () => ({ error: { code: "bad-argument", message: "there is no list" } }),
};
