import type { ArgumentDefinition, Arguments } from "../definition.ts";

/** The argument of requests for lists that leaves out what does not contain a text. */
export const containing: ArgumentDefinition = {
  kind: "text",
  positional: true,
  summary: "only those whose names or descriptions contain this text",
};

/** Whether an item is wanted. */
export function isWanted({ containing: text }: Arguments, ...texts: readonly string[]): boolean {
  return typeof text !== "string" || texts.some((other) => other.includes(text));
}
