import { type Automaton, buildAutomaton } from "./automaton.ts";
import { GRAM, GramScan } from "./gram-scan.ts";
import type { PresentLine } from "./present-line.ts";

/** Finds which of many literals occur in a line. One line is looked at a time. */
export class LiteralScan {
  /** Literals of four bytes and more; and shorter ones, of which few rules have need. */
  private readonly grams: GramScan | undefined;
  private readonly automaton: Automaton | undefined;
  /** The numbers of the literals of each. */
  private readonly long: Int32Array;
  private readonly short: Int32Array;
  /** The literals found in the present line, each once: the first `count` of them. */
  readonly found: Int32Array;
  count = 0;
  /** The line in which each literal was found last. */
  private readonly seen: Float64Array;
  private line = 0;

  /** The literals are folded and not empty. */
  constructor(literals: readonly string[]) {
    this.long = numbersOf(literals, (length) => length >= GRAM);
    this.short = numbersOf(literals, (length) => length < GRAM);
    const texts = (numbers: Int32Array): string[] => Array.from(numbers, (number) => literals[number]!);
    if (this.long.length > 0) this.grams = new GramScan(texts(this.long));
    if (this.short.length > 0) this.automaton = buildAutomaton(texts(this.short));
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
    if (this.grams) this.grams.scan(line, this.noteLong);
    if (this.automaton) this.scanShort(line, this.automaton);
  }

  private scanShort({ bytes, start, end }: PresentLine, automaton: Automaton): void {
    const { table, classes } = automaton;
    let state = 0;
    for (let at = start; at < end; at += 1) {
      state = table[state + classes[bytes[at]!]!]!;
      if (state < 0) {
        state = ~state;
        this.enter(automaton, state);
      }
    }
  }

  private readonly noteLong = (at: number): void => {
    this.note(this.long[at]!);
  };

  /** Notes the short literals that end in a state. */
  private enter({ from, found, width }: Automaton, cell: number): void {
    const state = cell / width;
    for (let at = from[state]!; at < from[state + 1]!; at += 1) this.note(this.short[found[at]!]!);
  }

  private note(literal: number): void {
    if (this.seen[literal] === this.line) return;
    this.seen[literal] = this.line;
    this.found[this.count] = literal;
    this.count += 1;
  }
}

function numbersOf(literals: readonly string[], chosen: (length: number) => boolean): Int32Array {
  return Int32Array.from(literals.flatMap(({ length }, number) => (chosen(length) ? [number] : [])));
}
