/**
 * A set of bytes: 256 entries, 1 where the byte is a member. Every character class of a pattern ends up as
 * one of these, so that nothing after the parser has to know about `\w`, POSIX names, case folding or
 * Unicode.
 */
export type ByteSet = Uint8Array;

export const NEWLINE = 10;

/** The set of the bytes for which `member` is true. */
export function byteSet(member: (byte: number) => boolean): ByteSet {
  const set = new Uint8Array(256);
  for (let byte = 0; byte < 256; byte += 1) if (member(byte)) set[byte] = 1;
  return set;
}

/** The set that the characters of a string make up; `a-z` stands for a range. */
export function byteSetOf(ranges: string): ByteSet {
  const set = new Uint8Array(256);
  for (let at = 0; at < ranges.length; at++) {
    const first = ranges.charCodeAt(at);
    const isRange = ranges[at + 1] === "-" && at + 2 < ranges.length;
    const last = isRange ? ranges.charCodeAt(at + 2) : first;
    set.fill(1, first, last + 1);
    if (isRange) at += 2;
  }
  return set;
}

const SINGLETONS: readonly ByteSet[] = Array.from({ length: 256 }, (_, byte) =>
  byteSet((other) => other === byte),
);

/** The set of one byte; shared, so not to be changed. */
export function singleton(byte: number): ByteSet {
  return SINGLETONS[byte]!;
}

const MEMBER_OF_SINGLETON: ReadonlyMap<ByteSet, number> = new Map(
  SINGLETONS.map((set, byte) => [set, byte] as const),
);

/** The only member of a set, or -1 if it has none or several. */
export function soleMember(set: ByteSet): number {
  // Nearly all sets that are asked about are shared ones; searching those was half of compiling.
  const known = MEMBER_OF_SINGLETON.get(set);
  if (known !== undefined) return known;
  const first = set.indexOf(1);
  return first >= 0 && set.indexOf(1, first + 1) < 0 ? first : -1;
}

export function complement(set: ByteSet): ByteSet {
  const result = new Uint8Array(256);
  for (let byte = 0; byte < 256; byte++) result[byte] = 1 - set[byte]!;
  return result;
}

export function union(left: ByteSet, right: ByteSet): ByteSet {
  const result = new Uint8Array(256);
  for (let byte = 0; byte < 256; byte++) result[byte] = left[byte]! | right[byte]!;
  return result;
}

export function intersection(left: ByteSet, right: ByteSet): ByteSet {
  const result = new Uint8Array(256);
  for (let byte = 0; byte < 256; byte++) result[byte] = left[byte]! & right[byte]!;
  return result;
}

/** Adds every member of `more` to `set`. */
export function addAll(set: ByteSet, more: ByteSet): void {
  for (let byte = 0; byte < 256; byte++) if (more[byte] === 1) set[byte] = 1;
}

export function sameSet(left: ByteSet, right: ByteSet): boolean {
  for (let byte = 0; byte < 256; byte++) if (left[byte] !== right[byte]) return false;
  return true;
}

export function disjoint(left: ByteSet, right: ByteSet): boolean {
  const only = MEMBER_OF_SINGLETON.get(left);
  if (only !== undefined) return right[only] !== 1;
  for (let byte = 0; byte < 256; byte++) if (left[byte] === 1 && right[byte] === 1) return false;
  return true;
}

export function isEmpty(set: ByteSet): boolean {
  return !set.includes(1);
}

/** The members in ascending order. */
export function members(set: ByteSet): number[] {
  const bytes: number[] = [];
  for (let byte = 0; byte < 256; byte++) if (set[byte] === 1) bytes.push(byte);
  return bytes;
}

export const NO_BYTE: ByteSet = new Uint8Array(256);
export const ANY_BYTE: ByteSet = complement(NO_BYTE);
export const NOT_NEWLINE: ByteSet = complement(singleton(NEWLINE));
export const DIGIT: ByteSet = byteSetOf("0-9");
export const WORD: ByteSet = byteSetOf("0-9A-Z_a-z");
/** `\s`: since Perl 5.18 it includes the vertical tab; bytes 85 and A0 only under Unicode rules. */
export const SPACE: ByteSet = byteSetOf("\t-\r ");
/** `\h`, under every rule set (perlrecharclass, "Whitespace"). */
export const HORIZONTAL_SPACE: ByteSet = byteSetOf("\t \xa0");
/** `\v`, and with `\r\n` what `\R` matches. */
export const VERTICAL_SPACE: ByteSet = byteSetOf("\n-\r\x85");
