import { FOLDED } from "./fold.ts";
import type { PresentLine } from "./present-line.ts";

/** In both of two bytes; a few bytes that are no letters look the same with it, so all are compared again. */
const FOLD_BITS = 0x2020;
const PAIRS = 1 << 16;
/** The shortest literals that can be looked for, and those for which {@link ShortScan} is made. */
export const SHORTEST = 2;
const MOST_BYTES = 3;

/** Finds all of some literals of two or three bytes in a line, by two bytes at a time. */
export class ShortScan {
  /** For each two bytes whether a literal begins so: 8 KiB, which stay at hand. */
  private readonly begins = new Uint8Array(PAIRS / 8);
  private readonly byBeginning = new Map<number, { readonly number: number; readonly third: number }[]>();

  /** The literals are folded; `numbers` are what they are called. */
  constructor(literals: readonly string[], numbers: Int32Array) {
    literals.forEach((literal, at) => {
      if (literal.length < SHORTEST || literal.length > MOST_BYTES)
        throw new Error(`'${literal}' is not short`);
      const pair = literal.charCodeAt(0) | (literal.charCodeAt(1) << 8);
      const masked = pair | FOLD_BITS;
      this.begins[masked >>> 3]! |= 1 << (masked & 7);
      const third = literal.length > SHORTEST ? literal.charCodeAt(2) : NONE;
      const same = this.byBeginning.get(pair) ?? [];
      this.byBeginning.set(pair, [...same, { number: numbers[at]!, third }]);
    });
  }

  /** Calls back for each literal in a line, once for each of its places. */
  scan(line: PresentLine, found: (literal: number) => void): void {
    const { begins } = this;
    const { bytes, end } = line;
    for (let at = line.start; at < end - 1; at += 1) {
      const pair = bytes[at]! | (bytes[at + 1]! << 8) | FOLD_BITS;
      if ((begins[pair >>> 3]! & (1 << (pair & 7))) !== 0) this.lookAt(line, at, found);
    }
  }

  private lookAt({ bytes, end }: PresentLine, at: number, found: (literal: number) => void): void {
    const literals = this.byBeginning.get(FOLDED[bytes[at]!]! | (FOLDED[bytes[at + 1]!]! << 8));
    if (literals === undefined) return;
    const third = at + SHORTEST < end ? FOLDED[bytes[at + SHORTEST]!]! : NONE;
    for (const literal of literals)
      if (literal.third === NONE || literal.third === third) found(literal.number);
  }
}

/** No byte: there is none, or it does not matter. */
const NONE = -1;
