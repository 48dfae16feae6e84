import { isWord } from "./parser.ts";

/**
 * Perl's `quotemeta` for a string of bytes: a backslash before everything but ASCII letters, digits and
 * `_`, so that the result matches the value literally. Bytes 80 to FF get one too.
 */
export function quotemeta(value: string): string {
  let quoted = "";
  for (const character of value) quoted += isWord(character) ? character : `\\${character}`;
  return quoted;
}
