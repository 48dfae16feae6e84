import type { Node } from "./ast.ts";
import { addAll, type ByteSet, byteSetOf, complement, NO_BYTE } from "./byte-set.ts";
import { foldSet, foldWideCodePoint, wideFoldsBetween } from "./fold.ts";
import { parseCharacterEscape, parseNamedCharacter } from "./parse-character.ts";
import { takeClassEscape } from "./parse-escape.ts";
import { isBlank, isOctal, isWord, type Parser } from "./parser.ts";
import { posixSet } from "./posix.ts";

const SHARP_S = 0xdf;
const CAPITAL_SHARP_S = 0x1e9e;
const HYPHEN = 45;

/** One element of a class: a code point, which may begin or end a range, or a class of its own. */
type Element = number | ByteSet;

/** A class that ends at the first bracket, and whose meaning hangs on its text and the modifiers alone. */
const SIMPLE_CLASS = /\[(?:\^(?!\])|(?!\^))(?:[^\]\\[]|\\[dDsSwW.\-/])+\]/y;
/** Simple classes under plain modifiers: the same few stand in many patterns. */
const simpleClasses = new Map<string, Node>();
const MOST_SIMPLE_CLASSES = 1000;

/** `[…]`; the parser stands on the opening bracket. */
export function parseBracketClass(parser: Parser): Node {
  const { ignoreCase, extended, rules } = parser.modifiers;
  if (ignoreCase || extended > 0 || rules !== "d") return readBracketClass(parser);
  SIMPLE_CLASS.lastIndex = parser.at;
  const [text] = SIMPLE_CLASS.exec(parser.source) ?? [];
  if (text === undefined) return readBracketClass(parser);
  const known = simpleClasses.get(text);
  if (known !== undefined) {
    parser.at += text.length;
    return known;
  }
  const node = readBracketClass(parser);
  if (simpleClasses.size >= MOST_SIMPLE_CLASSES) simpleClasses.clear();
  simpleClasses.set(text, node);
  return node;
}

function readBracketClass(parser: Parser): Node {
  const start = parser.at;
  parser.at++;
  skipBlanks(parser);
  const negative = parser.take("^");
  const collected = collectElements(parser, start);
  const { ignoreCase, rules } = parser.modifiers;
  const set = ignoreCase ? foldSet(collected, parser.unicodeFolding) : collected;
  if (negative) return { type: "set", set: complement(set) };
  const foldsToSeveral = ignoreCase && (rules === "u" || rules === "a") && set[SHARP_S] === 1;
  return foldsToSeveral ? withDoubleS(set) : { type: "set", set };
}

/** Under Unicode rules a class that holds DF matches `ss` too when case is ignored. */
function withDoubleS(set: ByteSet): Node {
  const letter: Node = { type: "set", set: byteSetOf("sS") };
  return {
    type: "alternation",
    branches: [
      { type: "sequence", items: [letter, letter] },
      { type: "set", set },
    ],
  };
}

function collectElements(parser: Parser, start: number): ByteSet {
  const set = NO_BYTE.slice();
  let first = true;
  for (;;) {
    skipBlanks(parser);
    if (parser.peek() === undefined) parser.fault("Unmatched [", start + 1);
    if (!first && parser.take("]")) return set;
    first = false;
    const elementStart = parser.at;
    const element = parseElement(parser, start);
    skipBlanks(parser);
    if (!isRangeNext(parser)) {
      addElement(parser, set, element);
      continue;
    }
    parser.at++;
    skipBlanks(parser);
    if (parser.peek() === "]") {
      addElement(parser, set, element);
      set[HYPHEN] = 1;
      continue;
    }
    addRange(parser, set, element, parseElement(parser, start), elementStart);
  }
}

/** Blanks inside a class are ignored under /xx. */
function skipBlanks(parser: Parser): void {
  if (parser.modifiers.extended === 2) parser.takeWhile(isBlank);
}

function isRangeNext(parser: Parser): boolean {
  return parser.peek() === "-" && parser.peek(1) !== undefined && parser.peek(1) !== "]";
}

function addElement(parser: Parser, set: ByteSet, element: Element): void {
  if (typeof element !== "number") addAll(set, element);
  else addRange(parser, set, element, element, parser.at);
}

/** A range with a class at one end is no range: its ends and the hyphen are members. */
function addRange(parser: Parser, set: ByteSet, first: Element, last: Element, start: number): void {
  if (typeof first !== "number" || typeof last !== "number") {
    set[HYPHEN] = 1;
    addElement(parser, set, first);
    addElement(parser, set, last);
    return;
  }
  if (first > last) parser.fault(`Invalid [] range "${parser.source.slice(start, parser.at)}"`);
  if (last > 0xff) addWide(parser, set, Math.max(first, 0x100), last);
  if (first <= 0xff) set.fill(1, first, Math.min(last, 0xff) + 1);
}

/** Code points above FF are no bytes, but their other case may be one. */
function addWide(parser: Parser, set: ByteSet, first: number, last: number): void {
  parser.requireUnicodeRules();
  if (!parser.modifiers.ignoreCase || parser.modifiers.rules === "aa") return;
  for (const wide of wideFoldsBetween(first, last)) {
    const folded = foldWideCodePoint(wide);
    if (wide === CAPITAL_SHARP_S) set[SHARP_S] = 1;
    else if (folded === "several") parser.unsupported("case folding to several characters");
    else if (folded !== undefined) addAll(set, folded);
  }
}

function parseElement(parser: Parser, start: number): Element {
  const posix = parser.peek() === "[" ? takePosix(parser) : undefined;
  if (posix !== undefined) return posix;
  if (parser.peek() !== "\\") {
    parser.at++;
    return parser.source.charCodeAt(parser.at - 1);
  }
  const escapeStart = parser.at;
  const letter = parser.peek(1);
  if (letter === undefined) parser.fault("Unmatched [", start + 1);
  parser.at += 2;
  if (letter === "b") return 8;
  if (letter === "N") return namedElement(parser);
  const set = takeClassEscape(parser, letter);
  if (set !== undefined) return set;
  if (letter === "8" || letter === "9") return letter.charCodeAt(0);
  if (isOctal(letter)) {
    parser.at = escapeStart + 1;
    return Number.parseInt(parser.takeWhile(isOctal, 3), 8);
  }
  return parseCharacterEscape(parser, letter, escapeStart);
}

function namedElement(parser: Parser): number {
  if (parser.peek() !== "{") {
    parser.fault("\\N in a character class must be a named character: \\N{...}");
  }
  const start = parser.at;
  const codePoints = parseNamedCharacter(parser);
  if (codePoints.length > 1) parser.unsupported("a sequence of characters in a class", start);
  return codePoints[0]!;
}

const ODD_IN_NAME = /[^a-z0-9\x80-\xff]/g;
const MOST_ODD = 2;

/**
 * What Perl takes for a misspelt class name, with few characters that names do not have; anything else, such
 * as `[:ALPHA:]` or `[:a:]`, is plain characters. Found by trying.
 */
function isTakenForName(name: string): boolean {
  if (name.length < 3 || /[ \tA-Z]/.test(name)) return false;
  const odd = name.match(ODD_IN_NAME) ?? [];
  const ends = odd.filter((character) => "[]:;".includes(character));
  return odd.length <= MOST_ODD && ends.length < 2 && !/[^a-z0-9\x80-\xff]\]/.test(name);
}

/** `[:alpha:]`, and the collating forms, which Perl reserves; undefined if the bracket is a plain member. */
export function takePosix(parser: Parser): ByteSet | undefined {
  const delimiter = parser.peek(1);
  if (delimiter === "." || delimiter === "=") return refuseCollation(parser, delimiter);
  if (delimiter !== ":") return undefined;
  const end = parser.source.indexOf(":]", parser.at + 2);
  if (end < 0) return undefined;
  const negative = parser.peek(2) === "^";
  const name = parser.source.slice(parser.at + (negative ? 3 : 2), end);
  const set = posixSet(name, negative, parser.modifiers);
  if (set === undefined && !isTakenForName(name)) return undefined;
  parser.at = end + 2;
  return set ?? parser.fault(`POSIX class [:${negative ? "^" : ""}${name}:] unknown`);
}

/** `[.a.]` and `[=a=]`, in which a word or one character stands. */
function refuseCollation(parser: Parser, delimiter: string): undefined {
  const start = parser.at;
  parser.at += 2;
  const word = parser.takeWhile((character) => isWord(character) || character === "-");
  if (word === "" && parser.peek() !== undefined) parser.at++;
  if (parser.take(`${delimiter}]`)) {
    parser.fault(`POSIX syntax [${delimiter} ${delimiter}] is reserved for future extensions`);
  }
  parser.at = start;
  return undefined;
}
