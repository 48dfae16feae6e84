import { asciiJson } from "./protocol.ts";

/** How long one slice of a list may take, and how long it may be; matching waits for no longer. */
const SLICE_MS = 3;
const SLICE_CHARACTERS = 128 * 1024;
const SLICE_ITEMS = 1000;

/** A slice of a list as JSON text. */
export interface Slice {
  readonly json: string;
  readonly done: boolean;
}

/** Takes as many items of a list as may be taken at once. */
export function takeSlice(items: Iterator<unknown>): Slice {
  const until = performance.now() + SLICE_MS;
  const texts: string[] = [];
  let characters = 0;
  while (texts.length < SLICE_ITEMS && characters < SLICE_CHARACTERS && performance.now() < until) {
    const { value, done } = items.next();
    if (done) return { json: `[${texts.join(",")}]`, done: true };
    if (value === undefined) continue;
    const text = asciiJson(value);
    characters += text.length;
    texts.push(text);
  }
  return { json: `[${texts.join(",")}]`, done: false };
}
