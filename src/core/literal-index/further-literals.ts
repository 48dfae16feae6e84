import { FOLDED } from "./fold.ts";
import type { PresentLine } from "./present-line.ts";
import { TRIGRAM, trigramHash } from "./trigrams.ts";

/** Counts and lengths take a byte each. */
const MOST = 255;
/** Bytes in front of each literal: its length, and the hashes of its first and its last trigram. */
const HEAD = 5;

/**
 * What else a line must contain: lists of literals, one of each of which has to be there. They are looked for
 * when a line is known to have something rarer. All that is needed for one look stands side by side.
 */
export class FurtherLiterals {
  /**
   * For each look: how many lists; for each list how many literals; for each literal its {@link HEAD} and
   * its bytes.
   */
  private readonly code: Uint8Array;
  /** Where the code of each look begins; 0 is one that finds no fault. */
  readonly beginnings: Int32Array;

  /** The literals are folded and have three bytes at least. */
  constructor(looks: readonly (readonly (readonly string[])[])[]) {
    const code: number[] = [0];
    this.beginnings = Int32Array.from(looks, (lists) => {
      const kept = lists.filter(({ length }) => length <= MOST).slice(0, MOST);
      if (kept.length === 0) return 0;
      const beginning = code.length;
      code.push(kept.length);
      for (const literals of kept) {
        code.push(literals.length);
        // Of a longer one the beginning is enough.
        for (const literal of literals) pushLiteral(code, literal.slice(0, MOST));
      }
      return beginning;
    });
    this.code = Uint8Array.from(code);
  }

  /** Whether a line has one literal of each list; `beginning` is that of the look. */
  stand(beginning: number, line: PresentLine): boolean {
    const { code } = this;
    let at = beginning + 1;
    for (let lists = code[beginning]!; lists > 0; lists -= 1) {
      let isThere = false;
      let literals = code[at]!;
      for (at += 1; literals > 0; literals -= 1) {
        const length = code[at]!;
        isThere ||= this.mayStand(at, line) && this.stands(at + HEAD, length, line);
        at += HEAD + length;
      }
      if (!isThere) return false;
    }
    return true;
  }

  /** Most do not, and then the line need not be gone through. */
  private mayStand(at: number, line: PresentLine): boolean {
    const { code } = this;
    if (!line.mayHave(code[at + 1]! | (code[at + 2]! << 8))) return false;
    return line.mayHave(code[at + 3]! | (code[at + 4]! << 8));
  }

  private stands(from: number, length: number, { bytes, start, end }: PresentLine): boolean {
    const { code } = this;
    const [first, second] = [code[from]!, code[from + 1]!];
    const last = end - length;
    for (let at = start; at <= last; at += 1) {
      if (FOLDED[bytes[at]!] !== first || FOLDED[bytes[at + 1]!] !== second) continue;
      let same = 2;
      while (same < length && FOLDED[bytes[at + same]!] === code[from + same]) same += 1;
      if (same === length) return true;
    }
    return false;
  }
}

function pushLiteral(code: number[], literal: string): void {
  code.push(literal.length);
  for (const at of [0, literal.length - TRIGRAM]) {
    const hash = trigramHash(literal, at);
    code.push(hash & 0xff, hash >>> 8);
  }
  for (let at = 0; at < literal.length; at += 1) code.push(literal.charCodeAt(at));
}
