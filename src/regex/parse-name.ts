import { isLetter, isWord, type Parser } from "./parser.ts";

/** A group name: a letter or `_`, then word characters. */
export function takeName(parser: Parser): string {
  const first = parser.peek();
  if (first === undefined || !(isLetter(first) || first === "_")) {
    parser.fault("Group name must start with a non-digit word character", parser.at + 1);
  }
  return parser.takeWhile(isWord);
}
