import type { Backreference, Node } from "./ast.ts";
import { takeName } from "./parse-name.ts";
import { isBlank, isDigit, isOctal, type Parser } from "./parser.ts";

/** `\1` to `\9`, and longer numbers if there are so many groups; undefined if it is an octal character. */
export function parseNumberReference(parser: Parser, start: number): Node | undefined {
  const first = parser.source[start + 1]!;
  if (first < "1" || first > "9") return undefined;
  parser.at = start + 1;
  const digits = parser.takeWhile(isDigit);
  const number = Number(digits);
  if (number > 9 && number > parser.groupCount && isOctal(first)) {
    parser.at = start + 2;
    return undefined;
  }
  return backreference(parser, [number], undefined, parser.at);
}

/** `\g1`, `\g{1}`, `\g{-1}`, `\g{name}`; the parser stands after the letter. */
export function parseGroupReference(parser: Parser, start: number): Node {
  const braced = parser.take("{");
  if (braced) {
    if (parser.source.indexOf("}", parser.at) < 0) parser.fault("Sequence \\g{... not terminated");
    parser.takeWhile(isBlank);
  }
  const relative = parser.take("-");
  const numberStart = parser.at;
  const digits = parser.takeWhile(isDigit);
  let node: Node;
  if (digits === "") {
    if (!braced || relative) parser.fault("Unterminated \\g... pattern", start + 2);
    const name = takeName(parser);
    node = backreference(parser, [], name, parser.at);
  } else {
    const number = relative ? parser.groupCount + 1 - Number(digits) : Number(digits);
    if (digits === "0") parser.fault("Reference to invalid group 0", numberStart);
    if (digits.startsWith("0")) parser.fault("Reference to nonexistent group", numberStart);
    if (number < 1) parser.fault("Reference to nonexistent or unclosed group", numberStart);
    node = backreference(parser, [number], undefined, parser.at + (braced ? 1 : 0));
  }
  if (braced) {
    parser.takeWhile(isBlank);
    if (!parser.take("}")) parser.fault("Sequence \\g{... not terminated");
  }
  return node;
}

const CLOSING: Readonly<Record<string, string>> = { "<": ">", "'": "'", "{": "}" };

/** `\k<name>`, `\k'name'`, `\k{ name }`; the parser stands after the letter. */
export function parseNamedReference(parser: Parser, start: number): Node {
  const opening = parser.peek() ?? "";
  const closing = CLOSING[opening];
  if (closing === undefined) parser.fault("Sequence \\k... not terminated", start + 2);
  parser.at++;
  if (parser.peek() === undefined) parser.fault(`Sequence \\k${opening}... not terminated`);
  if (opening === "{") parser.takeWhile(isBlank);
  const name = takeName(parser);
  const node = backreference(parser, [], name, parser.at);
  if (opening === "{") parser.takeWhile(isBlank);
  if (!parser.take(closing)) parser.fault(`Sequence \\k${opening}... not terminated`);
  return node;
}

/** Notes a reference so that it is resolved at the end. `at` is where a fault in it is reported. */
export function backreference(
  parser: Parser,
  groups: readonly number[],
  name: string | undefined,
  at: number,
): Backreference {
  const { ignoreCase } = parser.modifiers;
  const folding = !ignoreCase ? "none" : parser.unicodeFolding ? "latin1" : "ascii";
  const node: Backreference = { type: "backreference", groups, folding, at };
  parser.backreferences.push({ node, name });
  return node;
}
