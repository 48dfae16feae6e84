import { FOLDED } from "./fold.ts";
import type { PresentLine } from "./present-line.ts";

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
/** As many places as this power of two have their entries together. */
const LOG_PLACES_OF_HEAD = 2;
/** Each place of the filter has as many bits, and a gram sets one of them. */
const BITS_OF_PLACE = 8;
const LOG_BITS_OF_PLACE = 3;

/*
 * What is known about a gram of a literal stands together, in one line of the processor's cache: with
 * thousands of literals nearly every look at it waits for memory.
 */
const LITERAL = 0;
/** Where the gram stands in the literal. */
const OFFSET = 1;
/** Another gram of the literal, and where it stands. */
const OTHER = 2;
const OTHER_AT = 3;
/** Where the bytes of the literal are, and how many. */
const FROM = 4;
const LENGTH = 5;
/** 1 if another gram of the same place follows. */
const GOES_ON = 6;
const ENTRY_SIZE = 8;

/**
 * Finds all of many literals of four bytes and more in a line, by four bytes at a time (after Karp and Rabin,
 * "Efficient randomized pattern-matching algorithms", 1987). A line is looked at in steps as long as the
 * shortest literal allows; of each literal as many places are in the table, so that one is always met. No
 * step waits for the one before, and the table is small.
 */
export class GramScan {
  /** Whether any literal has such a gram: a bit for each of those that share a place. */
  private readonly filter: Uint8Array;
  /** Where the entries of some places begin: of as many as keep it small. */
  private readonly head: Int32Array;
  private readonly entries: Int32Array;
  /** All literals, folded, one after the other. */
  private readonly bytes: Uint8Array;
  private readonly step: number;
  private readonly hashShift: number;

  /** The literals are folded, and none is shorter than four bytes; `numbers` are what they are called. */
  constructor(literals: readonly string[], numbers: Int32Array) {
    const count = literals.length;
    this.step = stepFor(literals);
    const wanted = Math.ceil(Math.log2(ROOM * count * this.step + 1));
    const bits = Math.min(MOST_BITS, Math.max(FEWEST_BITS, wanted));
    this.hashShift = 32 - bits;
    this.filter = new Uint8Array(1 << bits);
    this.head = new Int32Array(1 << (bits - LOG_PLACES_OF_HEAD));
    this.entries = new Int32Array(count * this.step * ENTRY_SIZE);
    this.bytes = new Uint8Array(literals.reduce((sum, { length }) => sum + length, 0));
    this.enterAll(literals, numbers);
  }

  /** Puts the grams of all literals into the table, those of one place side by side. */
  private enterAll(literals: readonly string[], numbers: Int32Array): void {
    const { step, head, entries } = this;
    const parts = rarestParts(literals, step);
    const headShift = this.hashShift + LOG_PLACES_OF_HEAD;
    const placeOf = (gram: number): number => Math.imul(gram, MULTIPLIER) >>> headShift;
    const counts = new Int32Array(head.length);
    literals.forEach((literal, number) => {
      for (let at = 0; at < step; at += 1) counts[placeOf(gramOf(literal, parts[number]! + at))]! += 1;
    });
    let entry = 0;
    counts.forEach((count, place) => {
      head[place] = entry;
      for (let at = 0; at < count; at += 1, entry += ENTRY_SIZE)
        entries[entry + GOES_ON] = at + 1 < count ? 1 : 0;
    });
    const free = head.slice();
    let from = 0;
    literals.forEach((literal, number) => {
      for (let at = 0; at < literal.length; at += 1) this.bytes[from + at] = literal.charCodeAt(at);
      for (let at = 0; at < step; at += 1) {
        const offset = parts[number]! + at;
        const place = placeOf(gramOf(literal, offset));
        this.enter(free[place]!, literal, offset, numbers[number]!, from);
        free[place]! += ENTRY_SIZE;
      }
      from += literal.length;
    });
  }

  private enter(entry: number, literal: string, offset: number, number: number, from: number): void {
    const lastGram = literal.length - GRAM;
    const other = offset > lastGram - offset ? 0 : lastGram;
    const hash = Math.imul(gramOf(literal, offset), MULTIPLIER);
    this.filter[hash >>> this.hashShift]! |= bitOf(hash, this.hashShift);
    const { entries } = this;
    entries[entry + LITERAL] = number;
    entries[entry + OFFSET] = offset;
    entries[entry + OTHER] = gramOf(literal, other);
    entries[entry + OTHER_AT] = other;
    entries[entry + FROM] = from;
    entries[entry + LENGTH] = literal.length;
  }

  /** Calls back for each literal in a line, once for each of its places. */
  scan(line: PresentLine, found: (literal: number) => void): void {
    const { filter, hashShift, step } = this;
    const { view, start } = line;
    const last = line.end - GRAM;
    for (let at = start; at <= last; at += step) {
      const hash = Math.imul(view.getInt32(at, true) | FOLD_BITS, MULTIPLIER);
      const place = hash >>> hashShift;
      if ((filter[place]! & bitOf(hash, hashShift)) !== 0)
        this.lookAt(place >>> LOG_PLACES_OF_HEAD, line, at, found);
    }
  }

  /** Looks which literals stand in a line that have a gram of that place there. */
  private lookAt(place: number, line: PresentLine, at: number, found: (literal: number) => void): void {
    const { view, start, end } = line;
    const { entries } = this;
    let entry = this.head[place]! - ENTRY_SIZE;
    do {
      entry += ENTRY_SIZE;
      const from = at - entries[entry + OFFSET]!;
      const other = from + entries[entry + OTHER_AT]!;
      if (from < start || other > end - GRAM) continue;
      if ((view.getInt32(other, true) | FOLD_BITS) !== entries[entry + OTHER]!) continue;
      if (this.stands(line, from, entry)) found(entries[entry + LITERAL]!);
    } while (entries[entry + GOES_ON] !== 0);
  }

  private stands({ bytes: line, end }: PresentLine, from: number, entry: number): boolean {
    const { bytes } = this;
    const [first, length] = [this.entries[entry + FROM]!, this.entries[entry + LENGTH]!];
    if (from + length > end) return false;
    for (let at = 0; at < length; at += 1) {
      if (FOLDED[line[from + at]!] !== bytes[first + at]) return false;
    }
    return true;
  }
}

/** Which bit of its place stands for a gram, by its hash: a few more of the hash's bits. */
function bitOf(hash: number, hashShift: number): number {
  return 1 << ((hash >>> (hashShift - LOG_BITS_OF_PLACE)) & (BITS_OF_PLACE - 1));
}

const MULTIPLIER = 0x9e37_79b1;

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
