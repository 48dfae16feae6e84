import { type Automaton, buildAutomaton } from "./automaton.ts";

/** Finds which of many literals occur in a line. One line is looked at a time. */
export class LiteralScan {
  private readonly automaton: Automaton;
  /** The literals found in the present line, each once: the first `count` of them. */
  readonly found: Int32Array;
  count = 0;
  /** The line in which each literal was found last. */
  private readonly seen: Float64Array;
  private line = 0;

  constructor(literals: readonly string[]) {
    this.automaton = buildAutomaton(literals);
    this.found = new Int32Array(literals.length);
    this.seen = new Float64Array(literals.length);
  }

  /** Whether a literal occurs in the present line. */
  has(literal: number): boolean {
    return this.seen[literal] === this.line;
  }

  /** Looks at a line that is given as bytes. */
  scanBytes(bytes: Uint8Array, start: number, end: number): void {
    this.begin();
    const { table, classes } = this.automaton;
    let state = 0;
    for (let at = start; at < end; at += 1) {
      state = table[state + classes[bytes[at]!]!]!;
      if (state < 0) {
        state = ~state;
        this.enter(state);
      }
    }
  }

  /** Looks at a line that is given as text, one byte a character. */
  scanText(text: string): void {
    this.begin();
    const { table, classes } = this.automaton;
    let state = 0;
    for (let at = 0; at < text.length; at += 1) {
      state = table[state + classes[text.charCodeAt(at)]!]!;
      if (state < 0) {
        state = ~state;
        this.enter(state);
      }
    }
  }

  private begin(): void {
    this.count = 0;
    this.line += 1;
  }

  /** Notes the literals that end in a state. */
  private enter(cell: number): void {
    const { from, found, width } = this.automaton;
    const state = cell / width;
    for (let at = from[state]!; at < from[state + 1]!; at += 1) {
      const literal = found[at]!;
      if (this.seen[literal] === this.line) continue;
      this.seen[literal] = this.line;
      this.found[this.count] = literal;
      this.count += 1;
    }
  }
}
