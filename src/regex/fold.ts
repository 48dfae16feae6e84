import { type ByteSet, singleton, soleMember } from "./byte-set.ts";

const isLatin1Pair = (upper: number): boolean => upper >= 0xc0 && upper <= 0xde && upper !== 0xd7;

/** What single bytes become, without and with Unicode rules. */
const foldedBytes: readonly [ByteSet[], ByteSet[]] = [[], []];

/**
 * The other case of each member is added: of ASCII letters, and under Unicode rules of Latin-1 letters
 * too. The set may be shared, so it is not to be changed.
 */
export function foldSet(set: ByteSet, unicode: boolean): ByteSet {
  const byte = soleMember(set);
  if (byte < 0) return withOtherCase(set, unicode);
  const known = foldedBytes[unicode ? 1 : 0];
  known[byte] ??= withOtherCase(set, unicode);
  return known[byte];
}

function withOtherCase(set: ByteSet, unicode: boolean): ByteSet {
  const folded = set.slice();
  const pair = (upper: number) => {
    if (set[upper] === 1) folded[upper + 32] = 1;
    if (set[upper + 32] === 1) folded[upper] = 1;
  };
  for (let upper = 65; upper <= 90; upper++) pair(upper);
  if (unicode) for (let upper = 0xc0; upper <= 0xde; upper++) if (isLatin1Pair(upper)) pair(upper);
  return folded;
}

/** A table that maps each byte to its lower case. */
export function foldTable(unicode: boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) =>
    (byte >= 65 && byte <= 90) || (unicode && isLatin1Pair(byte)) ? byte + 32 : byte,
  );
}

/** Code points above FF whose case folding is a single byte, so that `/\x{212A}/i` matches `k`. */
const FOLDS_TO_BYTE: ReadonlyMap<number, number> = new Map([
  [0x178, 0xff],
  [0x17f, 0x73],
  [0x39c, 0xb5],
  [0x3bc, 0xb5],
  [0x212a, 0x6b],
  [0x212b, 0xe5],
]);

/** Code points above FF that fold to several letters: capital sharp S and the Latin ligatures. */
const FOLDS_TO_SEVERAL: ReadonlySet<number> = new Set([
  0x1e9e, 0xfb00, 0xfb01, 0xfb02, 0xfb03, 0xfb04, 0xfb05, 0xfb06,
]);

/**
 * What a code point above FF matches when case is ignored: no byte at all for most of them, and "several"
 * where its folding is longer than a byte.
 */
export function foldWideCodePoint(codePoint: number): ByteSet | "several" | undefined {
  if (FOLDS_TO_SEVERAL.has(codePoint)) return "several";
  const byte = FOLDS_TO_BYTE.get(codePoint);
  return byte === undefined ? undefined : foldSet(singleton(byte), true);
}

/** The code points above FF, within a range, of which the case folding is not above FF. */
export function wideFoldsBetween(first: number, last: number): number[] {
  return [...FOLDS_TO_BYTE.keys(), ...FOLDS_TO_SEVERAL].filter((wide) => wide >= first && wide <= last);
}
