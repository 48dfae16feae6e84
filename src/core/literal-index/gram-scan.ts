import { foldByte } from "./automaton.ts";

/** Bytes that are looked at in one step. */
export const GRAM = 4;
/** Larger steps are not worth the room in the table that they take. */
const LONGEST_STEP = 8;
const FEWEST_BITS = 12;
/** Larger tables do not stay in the processor's caches. */
const MOST_BITS = 18;
/** Places of the table for each gram that is put into it. */
const ROOM = 8;
/** ASCII letters differ from their capitals in this bit, in each of four bytes; some other bytes do, too. */
const FOLD_BITS = 0x2020_2020;

/**
 * Finds all of many literals of four bytes and more in a line, by four bytes at a time (after Karp and Rabin,
 * "Efficient randomized pattern-matching algorithms", 1987). A line is looked at in steps as long as the
 * shortest literal allows; of each literal as many places are in the table, so that one is always met. No
 * step waits for the one before, and the table is small.
 */
export class GramScan {
  /** Whether any literal has such a gram; and the first such entry, plus one. */
  private readonly filter: Uint8Array;
  private readonly head: Int32Array;
  /** For each entry, the next one of the same place, its literal, and where its gram stands in that. */
  private readonly next: Int32Array;
  private readonly literalOf: Int32Array;
  private readonly offsetOf: Int32Array;
  /** All literals, folded, one after the other, and where each begins. */
  private readonly bytes: Uint8Array;
  private readonly starts: Int32Array;
  /** For each literal, another gram of it, and where it stands. */
  private readonly others: Int32Array;
  private readonly othersAt: Int32Array;
  private readonly step: number;
  private readonly hashShift: number;
  private view: DataView | undefined;
  private viewed: Uint8Array | undefined;

  /** The literals are folded, and none is shorter than four bytes. */
  constructor(literals: readonly string[]) {
    const count = literals.length;
    this.step = stepFor(literals);
    const wanted = Math.ceil(Math.log2(ROOM * count * this.step + 1));
    const bits = Math.min(MOST_BITS, Math.max(FEWEST_BITS, wanted));
    this.hashShift = 32 - bits;
    this.filter = new Uint8Array(1 << bits);
    this.head = new Int32Array(1 << bits);
    this.next = new Int32Array(count * this.step);
    this.literalOf = new Int32Array(count * this.step);
    this.offsetOf = new Int32Array(count * this.step);
    this.others = new Int32Array(count);
    this.othersAt = new Int32Array(count);
    const parts = rarestParts(literals, this.step);
    this.starts = new Int32Array(count + 1);
    literals.forEach((literal, at) => {
      this.starts[at + 1] = this.starts[at]! + literal.length;
    });
    this.bytes = new Uint8Array(this.starts[count]!);
    literals.forEach((literal, number) => this.enter(literal, number, parts[number]!));
  }

  private enter(literal: string, number: number, part: number): void {
    for (let at = 0; at < literal.length; at += 1)
      this.bytes[this.starts[number]! + at] = literal.charCodeAt(at);
    const lastGram = literal.length - GRAM;
    const other = part > lastGram - part ? 0 : lastGram;
    this.others[number] = gramOf(literal, other);
    this.othersAt[number] = other;
    for (let at = 0; at < this.step; at += 1) {
      const place = Math.imul(gramOf(literal, part + at), MULTIPLIER) >>> this.hashShift;
      const entry = number * this.step + at;
      this.literalOf[entry] = number;
      this.offsetOf[entry] = part + at;
      this.filter[place] = 1;
      this.next[entry] = this.head[place]!;
      this.head[place] = entry + 1;
    }
  }

  /** Calls back for each literal in a line that is given as bytes, once for each of its places. */
  scanBytes(line: Uint8Array, start: number, end: number, found: (literal: number) => void): void {
    if (this.viewed !== line) {
      this.viewed = line;
      this.view = new DataView(line.buffer, line.byteOffset, line.byteLength);
    }
    const view = this.view!;
    const { filter, hashShift, step } = this;
    const last = end - GRAM;
    for (let at = start; at <= last; at += step) {
      const place = Math.imul(view.getInt32(at, true) | FOLD_BITS, MULTIPLIER) >>> hashShift;
      if (filter[place] !== 0) this.lookAt(place, line, at, start, end, found);
    }
  }

  /** Looks which literals stand in a line that have a gram of that place there. */
  private lookAt(
    place: number,
    line: Uint8Array,
    at: number,
    start: number,
    end: number,
    found: (literal: number) => void,
  ): void {
    const view = this.view!;
    for (let entry = this.head[place]!; entry > 0; entry = this.next[entry - 1]!) {
      const literal = this.literalOf[entry - 1]!;
      const from = at - this.offsetOf[entry - 1]!;
      const other = from + this.othersAt[literal]!;
      if (from < start || other > end - GRAM) continue;
      if ((view.getInt32(other, true) | FOLD_BITS) !== this.others[literal]!) continue;
      if (this.standsInBytes(line, from, end, literal)) found(literal);
    }
  }

  private standsInBytes(line: Uint8Array, from: number, end: number, literal: number): boolean {
    const { bytes } = this;
    const [first, last] = [this.starts[literal]!, this.starts[literal + 1]!];
    if (from + last - first > end) return false;
    for (let at = first; at < last; at += 1) {
      if (FOLDED[line[from + at - first]!] !== bytes[at]) return false;
    }
    return true;
  }

  /** The same for a line that is given as text, one byte a character. */
  scanText(line: string, found: (literal: number) => void): void {
    const { filter, hashShift, step } = this;
    for (let at = 0; at + GRAM <= line.length; at += step) {
      const place = Math.imul(gramOf(line, at), MULTIPLIER) >>> hashShift;
      if (filter[place] === 0) continue;
      for (let entry = this.head[place]!; entry > 0; entry = this.next[entry - 1]!) {
        const literal = this.literalOf[entry - 1]!;
        const from = at - this.offsetOf[entry - 1]!;
        if (from >= 0 && this.standsInText(line, from, literal)) found(literal);
      }
    }
  }

  private standsInText(line: string, from: number, literal: number): boolean {
    const { bytes } = this;
    const [first, last] = [this.starts[literal]!, this.starts[literal + 1]!];
    if (from + last - first > line.length) return false;
    for (let at = first; at < last; at += 1) {
      if (FOLDED[line.charCodeAt(from + at - first)] !== bytes[at]) return false;
    }
    return true;
  }
}

const MULTIPLIER = 0x9e37_79b1;
const FOLDED = Uint8Array.from({ length: 256 }, (_, byte) => foldByte(byte));

/** Four bytes of a text as they stand in memory, folded. */
function gramOf(text: string, at: number): number {
  return (
    text.charCodeAt(at) |
    (text.charCodeAt(at + 1) << 8) |
    (text.charCodeAt(at + 2) << 16) |
    (text.charCodeAt(at + 3) << 24) |
    FOLD_BITS
  );
}

/** As many bytes as the shortest literal allows, unless that would fill the table. */
function stepFor(literals: readonly string[]): number {
  const shortest = literals.reduce((least, { length }) => Math.min(least, length), GRAM + LONGEST_STEP);
  const affordable = Math.floor((1 << MOST_BITS) / ROOM / literals.length);
  return Math.max(1, Math.min(shortest - GRAM + 1, affordable, LONGEST_STEP));
}

/**
 * Where in each literal as many grams begin as are put into the table: those that are rarest, since texts
 * that stand in many literals stand in many lines.
 */
function rarestParts(literals: readonly string[], step: number): Int32Array {
  const counts = new Map<number, number>();
  for (const literal of literals) {
    for (let at = 0; at + GRAM <= literal.length; at += 1) {
      const gram = gramOf(literal, at);
      counts.set(gram, (counts.get(gram) ?? 0) + weightOf(literal, at));
    }
  }
  return Int32Array.from(literals, (literal) => {
    let [rarest, least] = [0, Number.POSITIVE_INFINITY];
    for (let at = 0; at + step - 1 + GRAM <= literal.length; at += 1) {
      let sum = 0;
      for (let offset = 0; offset < step; offset += 1) sum += counts.get(gramOf(literal, at + offset))!;
      if (sum < least) [rarest, least] = [at, sum];
    }
    return rarest;
  });
}

/** Digits, blanks and punctuation stand in nearly every line. */
function weightOf(literal: string, at: number): number {
  let weight = 1;
  for (let offset = 0; offset < GRAM; offset += 1) {
    const byte = literal.charCodeAt(at + offset);
    if (byte < 97 || byte > 122) weight += 1;
  }
  return weight;
}
