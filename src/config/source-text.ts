import type { Span } from "../core/span.ts";
import type { Template } from "../core/templates/template.ts";

/** From character `at` of a text on, its characters stand at `offset` and after in the file. */
export interface Piece {
  readonly at: number;
  readonly offset: number;
}

/**
 * A text that was taken from a rule file and still knows where each of its characters stands, although lines
 * were joined and backslashes removed on the way. Most texts stand in the file as they are, from `base` on.
 * Others are parts of a text of several pieces, which all its parts share, and begin at `base` in that.
 */
export interface SourceText {
  readonly text: string;
  readonly base: number;
  readonly pieces: readonly Piece[] | undefined;
}

const MASKED_PARENTHESIS = /\\([()])/g;

/**
 * Whether a character is what Perl's `\s` matches in bytes. All of the front end writes that as `[\t-\r ]`,
 * since JavaScript's `\s` and `trim()` also take A0, which is the second byte of à.
 */
export function isBlank(character: string | undefined): boolean {
  return character !== undefined && isBlankCode(character.charCodeAt(0));
}

function isBlankCode(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

/** The first place from `at` on that is no blank. */
export function skipBlanks(text: string, at: number): number {
  let next = at;
  while (next < text.length && isBlankCode(text.charCodeAt(next))) next += 1;
  return next;
}

/** How many characters stand before the first blank. */
export function wordLength(text: string): number {
  let end = 0;
  while (end < text.length && !isBlankCode(text.charCodeAt(end))) end += 1;
  return end;
}

/** A text whose characters follow each other in the file, the first of them at `offset`. */
export function sourceText(text: string, offset: number): SourceText {
  return { text, base: offset, pieces: undefined };
}

/** One text after the other. */
export function joined(parts: readonly SourceText[]): SourceText {
  if (parts.length === 1 && parts[0] !== undefined) return parts[0];
  const pieces: Piece[] = [];
  let length = 0;
  for (const source of parts) {
    const end = source.base + source.text.length;
    if (!source.pieces) pieces.push({ at: length, offset: source.base });
    for (const piece of source.pieces?.slice(pieceAt(source.pieces, source.base)) ?? []) {
      if (piece.at >= end) break;
      const skipped = Math.max(0, source.base - piece.at);
      pieces.push({ at: length + piece.at + skipped - source.base, offset: piece.offset + skipped });
    }
    length += source.text.length;
  }
  return { text: parts.map(({ text }) => text).join(""), base: 0, pieces };
}

/** The characters from `from` up to, but not including, `to`. */
export function part(source: SourceText, from: number, to = source.text.length): SourceText {
  return { text: source.text.slice(from, to), base: source.base + from, pieces: source.pieces };
}

/** Without the blanks at both ends. */
export function trimmed(source: SourceText): SourceText {
  return trimmedPart(source, 0);
}

/** The characters from `from` up to, but not including, `to`, without the blanks at both ends. */
export function trimmedPart(source: SourceText, from: number, to = source.text.length): SourceText {
  const { text } = source;
  const start = skipBlanks(text, from);
  let end = to;
  while (end > start && isBlankCode(text.charCodeAt(end - 1))) end -= 1;
  if (start === 0 && end === text.length) return source;
  return start < end ? part(source, start, end) : part(source, from, from);
}

/** The words between blanks. */
export function words(source: SourceText): readonly SourceText[] {
  return Array.from(source.text.matchAll(/[^\t-\r ]+/g), (found) =>
    part(source, found.index, found.index + found[0].length),
  );
}

/** With `\(` and `\)` replaced by the bare parentheses (manual: "PARSING ISSUES"). */
export function unmasked(source: SourceText): SourceText {
  if (!source.text.includes("\\")) return source;
  const parts: SourceText[] = [];
  let from = 0;
  for (const found of source.text.matchAll(MASKED_PARENTHESIS)) {
    parts.push(part(source, from, found.index));
    from = found.index + 1;
  }
  if (from === 0) return source;
  parts.push(part(source, from));
  return joined(parts);
}

/** The text as one in which variables will be replaced. */
export function template(source: SourceText): Template {
  return { text: source.text, span: spanOf(source) };
}

/** Where the characters from `from` up to `to` stand in the file. */
export function spanOf(source: SourceText, from = 0, to = source.text.length): Span {
  const start = offsetOf(source, from);
  return { start, end: to > from ? offsetOf(source, to - 1) + 1 : start };
}

function offsetOf(source: SourceText, index: number): number {
  const at = source.base + index;
  if (!source.pieces) return at;
  const piece = source.pieces[pieceAt(source.pieces, at)];
  return piece ? piece.offset + at - piece.at : 0;
}

/** The last piece that begins at or before a position, found by halving. */
function pieceAt(pieces: readonly Piece[], at: number): number {
  let low = 0;
  let high = pieces.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((pieces[middle]?.at ?? 0) <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}
