import { isBlank, isDigit, type Parser } from "./parser.ts";

export interface Quantifier {
  readonly min: number;
  readonly max: number;
}

/** Perl's REG_INFTY is 65535 in 5.30 and later. */
const GREATEST_COUNT = 65534;

/**
 * Reads `*`, `+`, `?` or `{n,m}` if one is next. A brace that is not a quantifier is a literal and is left.
 */
export function takeQuantifier(parser: Parser): Quantifier | undefined {
  const next = parser.peek();
  if (next === "{") return takeBraces(parser);
  if (next !== "*" && next !== "+" && next !== "?") return undefined;
  parser.at++;
  return { min: next === "+" ? 1 : 0, max: next === "?" ? 1 : Infinity };
}

/** Whether a quantifier is next; the place stays. */
export function skipQuantifier(parser: Parser): boolean {
  if (isQuantifierSign(parser.peek())) return true;
  const start = parser.at;
  const found = parser.peek() === "{" && readBraces(parser) !== undefined;
  parser.at = start;
  return found;
}

export function isQuantifierSign(character: string | undefined): boolean {
  return character === "*" || character === "+" || character === "?";
}

function takeBraces(parser: Parser): Quantifier | undefined {
  const start = parser.at;
  const quantifier = readBraces(parser);
  if (quantifier === undefined) {
    parser.at = start;
    return undefined;
  }
  refuseLeadingZero(parser, start);
  const tooBig = [quantifier.min, quantifier.max].find(
    (count) => count !== Infinity && count > GREATEST_COUNT,
  );
  if (tooBig !== undefined) {
    parser.fault(`Quantifier in {,} bigger than ${GREATEST_COUNT}`, start + 1 + String(tooBig).length);
  }
  return quantifier;
}

function refuseLeadingZero(parser: Parser, start: number): void {
  const text = parser.source.slice(start, parser.at);
  const number = text.split(/[^0-9]+/).find((digits) => digits.length > 1 && digits.startsWith("0"));
  if (number === undefined) return;
  parser.fault("Invalid quantifier in {,}", start + text.indexOf(number) + number.length);
}

/** `{n}`, `{n,}`, `{n,m}` and `{,m}`, with blanks inside the braces and around the comma (Perl 5.34). */
function readBraces(parser: Parser): Quantifier | undefined {
  parser.take("{");
  parser.takeWhile(isBlank);
  const low = parser.takeWhile(isDigit);
  parser.takeWhile(isBlank);
  const comma = parser.take(",");
  if (comma) parser.takeWhile(isBlank);
  const high = comma ? parser.takeWhile(isDigit) : low;
  parser.takeWhile(isBlank);
  if (!parser.take("}") || (low === "" && high === "")) return undefined;
  return { min: Number(low), max: high === "" ? Infinity : Number(high) };
}
