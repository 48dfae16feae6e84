import { isDigit, isHex, isOctal, type Parser } from "./parser.ts";

const SIMPLE: ReadonlyMap<string, number> = new Map([
  ["n", 10],
  ["t", 9],
  ["r", 13],
  ["f", 12],
  ["e", 27],
  ["a", 7],
]);

/** The text between braces; the parser stands on the opening one. */
export function takeBraced(parser: Parser, escape: string): string {
  const end = parser.source.indexOf("}", parser.at);
  if (end < 0) parser.fault(`Missing right brace on ${escape}{}`, parser.at + 1);
  const text = parser.source.slice(parser.at + 1, end);
  if (text === "") parser.fault(`Empty ${escape}{}`, end + 1);
  parser.at = end + 1;
  return text;
}

/**
 * The code point of an escape that stands for one character, whose letter was just read. An unknown escape
 * stands for its letter, as in Perl.
 */
export function parseCharacterEscape(parser: Parser, letter: string, start: number): number {
  const simple = SIMPLE.get(letter);
  if (simple !== undefined) return simple;
  if (letter === "c") return controlCharacter(parser);
  if (letter === "x") return hexadecimal(parser);
  if (letter === "o") return bracedOctal(parser);
  if (isDigit(letter)) {
    parser.at = start + 1;
    return octal(parser);
  }
  return letter.charCodeAt(0);
}

/** `\cA`: the character with bit 64 flipped, after upper-casing. */
function controlCharacter(parser: Parser): number {
  const character = parser.peek()?.toUpperCase();
  if (character === undefined || character < " " || character > "~") {
    parser.fault('Character following "\\c" must be printable ASCII');
  }
  const code = character.charCodeAt(0) ^ 64;
  parser.at++;
  if (character === "{") parser.fault(`Use "${String.fromCharCode(code)}" instead of "\\c{"`);
  return code;
}

/** The highest code point that Perl allows. */
const HIGHEST_CODE_POINT = 0x7fffffffffffffffn;

/** `\x41` or `\x{41}`. Perl stops at the first character that is not a digit, and takes no digits as 0. */
function hexadecimal(parser: Parser): number {
  if (parser.peek() !== "{") return numberOf(parser.takeWhile(isHex, 2), 16);
  const digits = leading(bracedNumber(parser, "\\x"), isHex);
  if (digits !== "" && BigInt(`0x${digits}`) > HIGHEST_CODE_POINT) {
    parser.fault(`Use of code point 0x${digits} is not allowed`);
  }
  return numberOf(digits, 16);
}

function bracedOctal(parser: Parser): number {
  if (parser.peek() !== "{") parser.fault("Missing braces on \\o{}");
  const text = bracedNumber(parser, "\\o");
  return numberOf(leading(text, isOctal), 8);
}

function bracedNumber(parser: Parser, escape: string): string {
  const end = parser.source.indexOf("}", parser.at);
  if (end < 0) parser.fault(`Missing right brace on ${escape}{}`, parser.at + 1);
  const text = parser.source.slice(parser.at + 1, end).trim();
  if (text === "" && escape === "\\o") parser.fault("Empty \\o{}", end + 1);
  parser.at = end + 1;
  return text;
}

/** Up to three octal digits, the letter included. */
function octal(parser: Parser): number {
  return numberOf(parser.takeWhile(isOctal, 3), 8);
}

/** The digits at the beginning of `text`, single underscores between them left out. */
function leading(text: string, isDigitOf: (character: string) => boolean): string {
  let digits = "";
  for (const character of text) {
    if (isDigitOf(character)) digits += character;
    else if (character !== "_") break;
  }
  return digits;
}

function numberOf(digits: string, radix: number): number {
  return digits === "" ? 0 : Number.parseInt(digits, radix);
}

/**
 * `{U+41}`, or `{U+41.42}` for several; the parser stands on the brace. Character names are not supported.
 */
export function parseNamedCharacter(parser: Parser): readonly number[] {
  const start = parser.at;
  const name = takeBraced(parser, "\\N").trim();
  if (!name.startsWith("U+")) parser.unsupported("character name", start, ` \\N{${name}}`);
  const codePoints = name.slice(2).split(".");
  if (codePoints.some((digits) => digits === "" || leading(digits, isHex) !== digits.replaceAll("_", ""))) {
    parser.fault("Invalid hexadecimal number in \\N{U+...}");
  }
  parser.requireUnicodeRules();
  return codePoints.map((digits) => numberOf(digits.replaceAll("_", ""), 16));
}
