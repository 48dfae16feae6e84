import { type ByteSet, byteSetOf, HORIZONTAL_SPACE } from "./byte-set.ts";
import { propertySet } from "./property.ts";

/**
 * Boundaries of words as people see them, `\b{wb}`: Unicode Standard Annex 29, rules WB3 to WB13b, for the
 * bytes as Latin-1 characters. As in Perl, there is no boundary inside white space, line ends included
 * (perlrebackslash, "\b{}").
 */
type Kind =
  | "newline"
  | "space"
  | "format"
  | "letter"
  | "digit"
  | "joiner" // underscore: part of a word, but no letter
  | "mid-letter"
  | "mid-number"
  | "mid-both" // full stop and apostrophe
  | "other";

const NEWLINES: ByteSet = byteSetOf("\n-\r\x85");
const MIDDLE: Readonly<Record<string, Kind>> = {
  ":": "mid-letter",
  "\xb7": "mid-letter",
  ",": "mid-number",
  ";": "mid-number",
  ".": "mid-both",
  "'": "mid-both",
  _: "joiner",
  "\xad": "format",
};

let kinds: readonly Kind[] | undefined;

function kindOf(byte: number): Kind {
  kinds ??= Array.from({ length: 256 }, (_, code) => computeKind(code));
  return kinds[byte]!;
}

function computeKind(byte: number): Kind {
  const middle = MIDDLE[String.fromCharCode(byte)];
  if (middle !== undefined) return middle;
  if (NEWLINES[byte] === 1) return "newline";
  if (HORIZONTAL_SPACE[byte] === 1) return "space";
  if (byte >= 48 && byte <= 57) return "digit";
  return propertySet("alphabetic", false)![byte] === 1 ? "letter" : "other";
}

export function isWordBreak(subject: string, place: number): boolean {
  if (subject.length === 0) return false;
  if (place === 0 || place === subject.length) return true;
  const adjacent = kindOf(subject.charCodeAt(place - 1));
  const after = kindOf(subject.charCodeAt(place));
  if (isSpace(adjacent) && isSpace(after)) return false;
  if (adjacent === "newline" || after === "newline") return true;
  if (after === "format") return false;
  const before = neighbour(subject, place, -1);
  return !isInsideWord(before.kind, after) && !isAroundMiddle(subject, place, before, after);
}

const isSpace = (kind: Kind): boolean => kind === "newline" || kind === "space";
const isWord = (kind: Kind): boolean => kind === "letter" || kind === "digit" || kind === "joiner";

/**
 * The nearest character in a direction that is not a format character, which counts as part of the one
 * before.
 */
function neighbour(
  subject: string,
  from: number,
  step: 1 | -1,
): { readonly kind: Kind; readonly at: number } {
  let at = step === 1 ? from : from - 1;
  while (at >= 0 && at < subject.length && kindOf(subject.charCodeAt(at)) === "format") at += step;
  return { kind: at >= 0 && at < subject.length ? kindOf(subject.charCodeAt(at)) : "other", at };
}

/** WB5, WB8 to WB10, WB13a and WB13b. */
function isInsideWord(before: Kind, after: Kind): boolean {
  return isWord(before) && isWord(after);
}

/** WB6, WB7, WB11 and WB12: punctuation between two letters or two digits. */
function isAroundMiddle(
  subject: string,
  place: number,
  before: { readonly kind: Kind; readonly at: number },
  after: Kind,
): boolean {
  const joins = (outer: Kind, middle: Kind) =>
    (outer === "letter" && (middle === "mid-letter" || middle === "mid-both")) ||
    (outer === "digit" && (middle === "mid-number" || middle === "mid-both"));
  if (joins(before.kind, after)) return neighbour(subject, place + 1, 1).kind === before.kind;
  return joins(after, before.kind) && neighbour(subject, before.at, -1).kind === after;
}
