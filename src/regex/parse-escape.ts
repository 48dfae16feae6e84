import type { AssertionKind, Node } from "./ast.ts";
import {
  ANY_BYTE,
  type ByteSet,
  complement,
  HORIZONTAL_SPACE,
  NOT_NEWLINE,
  singleton,
  VERTICAL_SPACE,
  WORD,
} from "./byte-set.ts";
import { parseCharacterEscape, parseNamedCharacter, takeBraced } from "./parse-character.ts";
import { skipQuantifier } from "./parse-quantifier.ts";
import { parseGroupReference, parseNamedReference, parseNumberReference } from "./parse-reference.ts";
import { isLetter, type Parser } from "./parser.ts";
import { complementOfShorthand, type ShorthandClass, shorthandSet } from "./posix.ts";
import { propertySet } from "./property.ts";

/** An escape outside a bracketed class; the parser stands on the backslash. */
export function parseEscape(parser: Parser): Node {
  const start = parser.at;
  const letter = parser.peek(1);
  if (letter === undefined) parser.fault("Trailing \\", start + 1);
  parser.at += 2;
  const set = takeClassEscape(parser, letter);
  if (set !== undefined) return { type: "set", set };
  switch (letter) {
    case "A":
      return assertion("start");
    case "G":
      if (parser.hasStartOfSearch) parser.unsupported("\\G more than once", start);
      parser.hasStartOfSearch = true;
      return assertion("start");
    case "z":
      return assertion("end");
    case "Z":
      return assertion("final-newline");
    case "b":
    case "B":
      return boundary(parser, letter === "B", start);
    case "N":
      return notNewline(parser, start);
    case "R":
      return { type: "atomic", node: lineBreakOr(VERTICAL_SPACE), isLineBreak: true, at: start };
    case "X":
      return cluster(parser, start);
    case "C":
      return parser.fault("\\C no longer supported");
    case "K":
      if (parser.lookDepth > 0) parser.fault("\\K not permitted in lookahead/lookbehind");
      return { type: "keep", at: start };
    case "g":
      return parseGroupReference(parser, start);
    case "k":
      return parseNamedReference(parser, start);
    default:
      break;
  }
  const reference = parseNumberReference(parser, start);
  return reference ?? parser.literal(parseCharacterEscape(parser, letter, start), start);
}

/**
 * Reads a class escape such as `\d`, `\H` or `\p{…}`, whose letter was just read; undefined if it is not
 * one.
 */
export function takeClassEscape(parser: Parser, letter: string): ByteSet | undefined {
  switch (letter) {
    case "d":
    case "w":
    case "s":
      return shorthandSet(letter, parser.modifiers);
    case "D":
    case "W":
    case "S":
      return complementOfShorthand(letter.toLowerCase() as ShorthandClass, parser.modifiers);
    case "h":
      return HORIZONTAL_SPACE;
    case "H":
      return complement(HORIZONTAL_SPACE);
    case "v":
      return VERTICAL_SPACE;
    case "V":
      return complement(VERTICAL_SPACE);
    case "p":
      return takeProperty(parser, "p");
    case "P":
      return complement(takeProperty(parser, "P"));
    default:
      return undefined;
  }
}

function takeProperty(parser: Parser, letter: string): ByteSet {
  const start = parser.at;
  let name = parser.peek();
  if (name === undefined) parser.fault(`Empty \\${letter}`);
  if (name === "{") name = takeBraced(parser, `\\${letter}`);
  else if (isLetter(name)) parser.at++;
  else
    parser.fault(`Character following \\${letter} must be '{' or a single-character Unicode property name`);
  parser.requireUnicodeRules();
  return (
    propertySet(name, parser.modifiers.ignoreCase) ??
    parser.unsupported("Unicode property", start, ` "${name}"`)
  );
}

function assertion(kind: AssertionKind): Node {
  return { type: "assertion", kind, word: WORD };
}

/** `\b`, `\B`, and `\b{…}`, of which those of sentences and of lines are not supported. */
function boundary(parser: Parser, negative: boolean, start: number): Node {
  if (parser.peek() !== "{") {
    const word = shorthandSet("w", parser.modifiers);
    return { type: "assertion", kind: negative ? "not-word-boundary" : "word-boundary", word };
  }
  const name = takeBraced(parser, negative ? "\\B" : "\\b").trim();
  if (name === "gcb" || name === "g") {
    parser.requireUnicodeRules();
    return assertion(negative ? "not-character-boundary" : "character-boundary");
  }
  if (name === "wb") {
    parser.requireUnicodeRules();
    return assertion(negative ? "not-word-break" : "word-break");
  }
  if (name === "sb" || name === "lb") parser.unsupported(`boundary \\b{${name}}`, start);
  return parser.fault(`'${name}' is an unknown bound type`, parser.at - 1);
}

/** `\N` is any byte but a newline; `\N{…}` a character, unless the braces are a quantifier. */
function notNewline(parser: Parser, start: number): Node {
  const end = parser.at;
  parser.skipIgnored();
  const braceNext = parser.peek() === "{" && !skipQuantifier(parser);
  if (braceNext && parser.at !== end) parser.fault("Missing braces on \\N{}", end);
  parser.at = end;
  if (!braceNext) return { type: "set", set: NOT_NEWLINE };
  const items = parseNamedCharacter(parser).map((codePoint) => parser.literal(codePoint, start));
  return items.length === 1 ? items[0]! : { type: "sequence", items };
}

function cluster(parser: Parser, start: number): Node {
  const node: Node = { type: "atomic", node: lineBreakOr(ANY_BYTE), at: start };
  parser.clusters.push(node);
  return node;
}

/** CR LF as one, or a byte of `set`: for bytes this is all there is to `\R` and `\X`. */
function lineBreakOr(set: ByteSet): Node {
  const lineBreak = [13, 10].map((byte): Node => ({ type: "set", set: singleton(byte) }));
  return {
    type: "alternation",
    branches: [
      { type: "sequence", items: lineBreak },
      { type: "set", set },
    ],
  };
}
