import { FOLDED } from "./fold.ts";

/** Bits: more than enough for a line of some hundred bytes, and few enough to stay at hand. */
const LOG_BITS = 12;
const MULTIPLIER = 0x9e37_79b1;
/** The bytes of a trigram. */
export const TRIGRAM = 3;

/**
 * Which three bytes, folded, stand in a line one behind the other: a bit for each hash of them, so that it
 * may say yes wrongly, but not no.
 */
export class Trigrams {
  private readonly bits = new Uint8Array(1 << (LOG_BITS - 3));

  /** Takes in the bytes from `start` up to `end`, and forgets others. */
  take(bytes: Uint8Array, start: number, end: number): void {
    const { bits } = this;
    bits.fill(0);
    if (end - start < TRIGRAM) return;
    let last = (FOLDED[bytes[start]!]! << 8) | FOLDED[bytes[start + 1]!]!;
    for (let at = start + 2; at < end; at += 1) {
      last = ((last << 8) & 0xff_ffff) | FOLDED[bytes[at]!]!;
      const hash = Math.imul(last, MULTIPLIER) >>> (32 - LOG_BITS);
      bits[hash >>> 3]! |= 1 << (hash & 7);
    }
  }

  /** Whether a trigram with this hash may stand in the line. */
  mayHave(hash: number): boolean {
    return (this.bits[hash >>> 3]! & (1 << (hash & 7))) !== 0;
  }
}

/** The hash of three bytes of a folded text. */
export function trigramHash(text: string, at: number): number {
  const trigram = (text.charCodeAt(at) << 16) | (text.charCodeAt(at + 1) << 8) | text.charCodeAt(at + 2);
  return Math.imul(trigram, MULTIPLIER) >>> (32 - LOG_BITS);
}
