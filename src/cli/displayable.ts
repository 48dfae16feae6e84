import { safeCharacterAt } from "./terminal.ts";
import { textWidth } from "./text-width.ts";

/** Bytes of a file as they may be shown on a terminal. */
export interface Displayable {
  readonly text: string;
  /** The column, from 0, at which each byte is shown; one more entry says where the text ends. */
  readonly columns: readonly number[];
  /** How much of `text` stands before each byte, in characters; one more entry is all of it. */
  readonly ends: readonly number[];
}

const LAST_BYTE = 0xff;
const FIRST_PRINTABLE = 0x20;
const LAST_PRINTABLE = 0x7e;

/**
 * Shows bytes, given as a string with one byte a character, maybe between words of our own, as `terminalSafe`
 * does, but tabs as blanks, and remembers where each byte went.
 */
export function displayable(bytes: string): Displayable {
  const columns: number[] = [];
  const ends: number[] = [];
  let text = "";
  let column = 0;
  for (let at = 0; at < bytes.length; ) {
    const code = bytes.charCodeAt(at);
    if (code >= FIRST_PRINTABLE && code <= LAST_PRINTABLE) {
      columns.push(column++);
      ends.push(text.length);
      text += bytes[at++];
      continue;
    }
    const { shown, length } = characterAt(bytes, at);
    for (let byte = 0; byte < length; byte += 1) {
      columns.push(column);
      ends.push(text.length);
    }
    text += shown;
    column += textWidth(shown);
    at += length;
  }
  columns.push(column);
  ends.push(text.length);
  return { text, columns, ends };
}

function characterAt(bytes: string, at: number): { readonly shown: string; readonly length: number } {
  const character = bytes[at] ?? "";
  if (character === "\t") return { shown: " ", length: 1 };
  if (character.charCodeAt(0) > LAST_BYTE) return { shown: character, length: 1 };
  return safeCharacterAt(bytes, at);
}
