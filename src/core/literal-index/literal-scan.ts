import { GRAM, GramScan } from "./gram-scan.ts";
import type { PresentLine } from "./present-line.ts";
import { ShortScan } from "./short-scan.ts";

/** Finds which of many literals occur in a line. One line is looked at a time. */
export class LiteralScan {
  /** Literals of four bytes and more; and shorter ones, of which few rules have need. */
  private readonly grams: GramScan | undefined;
  private readonly pairs: ShortScan | undefined;
  /** The literals found in the present line, each once: the first `count` of them. */
  readonly found: Int32Array;
  count = 0;
  /** The line in which each literal was found last. */
  private readonly seen: Float64Array;
  private line = 0;

  /** The literals are folded and have two bytes at least. */
  constructor(literals: readonly string[]) {
    const long = numbersOf(literals, (length) => length >= GRAM);
    const short = numbersOf(literals, (length) => length < GRAM);
    const texts = (numbers: Int32Array): string[] => Array.from(numbers, (number) => literals[number]!);
    if (long.length > 0) this.grams = new GramScan(texts(long), long);
    if (short.length > 0) this.pairs = new ShortScan(texts(short), short);
    this.found = new Int32Array(literals.length);
    this.seen = new Float64Array(literals.length);
  }

  /** Whether a literal occurs in the present line. */
  has(literal: number): boolean {
    return this.seen[literal] === this.line;
  }

  /** Looks at a line, which becomes the present one. */
  scan(line: PresentLine): void {
    this.count = 0;
    this.line += 1;
    if (this.grams) this.grams.scan(line, this.note);
    if (this.pairs) this.pairs.scan(line, this.note);
  }

  private readonly note = (literal: number): void => {
    if (this.seen[literal] === this.line) return;
    this.seen[literal] = this.line;
    this.found[this.count] = literal;
    this.count += 1;
  };
}

function numbersOf(literals: readonly string[], chosen: (length: number) => boolean): Int32Array {
  return Int32Array.from(literals.flatMap(({ length }, number) => (chosen(length) ? [number] : [])));
}
