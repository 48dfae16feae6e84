import type { Clause } from "../../regex/index.ts";

/**
 * What must be found in a line for a pattern to be worth trying: one of `first`, and one of `second` if it
 * has any. Folded.
 */
export interface Requirement {
  readonly first: readonly string[];
  readonly second: readonly string[];
}

/** A literal of one byte is in nearly every line. */
const SHORTEST = 2;
/** The automaton's table has about one cell for each byte of each literal and each class of bytes. */
const MOST_CELLS = 5_000_000;
const TYPICAL_CLASSES = 48;
const LENGTHS = [32, 24, 16, 12, 10, 8, 6, 5, 4] as const;
/** Letters of a literal beyond these do not make it rarer. */
const ENOUGH_LETTERS = 12;

/**
 * Chooses for each pattern, given by its clauses, the two that will rule out most lines: long literals that
 * few other patterns share. Undefined where no clause is of use. Literals are cut where all of them together
 * would make too large a table.
 */
export function chooseLiterals(patterns: readonly (readonly Clause[])[]): (Requirement | undefined)[] {
  const shared = new Map<string, number>();
  const folded = patterns.map((clauses) =>
    clauses.map(usableLiterals).filter((literals) => literals.length > 0),
  );
  for (const literal of folded.flat(2)) shared.set(literal, (shared.get(literal) ?? 0) + 1);
  const chosen = folded.map((clauses) => bestTwo(clauses, shared));
  const cut = cutter(chosen);
  return chosen.map(
    (requirement) =>
      requirement && { first: requirement.first.map(cut), second: requirement.second.map(cut) },
  );
}

/** The literals of a clause, folded; none if one of them is too short to be of use. */
function usableLiterals({ literals }: Clause): readonly string[] {
  const pieces = literals.map((literal) => longestLine(foldText(literal)));
  return pieces.some((piece) => piece.length < SHORTEST) ? [] : [...new Set(pieces)];
}

/** A pattern for several lines may need a newline, which no line has. */
function longestLine(literal: string): string {
  return literal.split("\n").reduce((best, piece) => (piece.length > best.length ? piece : best), "");
}

function bestTwo(
  clauses: readonly (readonly string[])[],
  shared: ReadonlyMap<string, number>,
): Requirement | undefined {
  let [first, second]: (readonly string[])[] = [];
  let [best, next] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const literals of clauses) {
    const value = rarity(literals, shared);
    if (value > best) {
      [second, next] = [first, best];
      [first, best] = [literals, value];
    } else if (value > next) [second, next] = [literals, value];
  }
  return first && { first, second: second ?? [] };
}

function rarity(literals: readonly string[], shared: ReadonlyMap<string, number>): number {
  let length = ENOUGH_LETTERS;
  let sharing = 0;
  for (const literal of literals) {
    length = Math.min(length, lettersIn(literal));
    sharing += shared.get(literal) ?? 1;
  }
  return length - 2 * Math.log2(sharing);
}

/** Letters count in full, digits and punctuation half. */
function lettersIn(literal: string): number {
  let letters = 0;
  for (let at = 0; at < literal.length; at += 1) {
    const byte = literal.charCodeAt(at);
    letters += byte >= 97 && byte <= 122 ? 1 : 0.5;
  }
  return letters;
}

/** A function that cuts literals to the length that is affordable, and keeps their rarest part. */
function cutter(requirements: readonly (Requirement | undefined)[]): (literal: string) => string {
  const literals = new Set(requirements.flatMap((each) => (each ? [...each.first, ...each.second] : [])));
  const cells = (longest: number): number => {
    let bytes = 0;
    for (const { length } of literals) bytes += Math.min(length, longest);
    return bytes * TYPICAL_CLASSES;
  };
  const longest = LENGTHS.find((length) => cells(length) <= MOST_CELLS) ?? LENGTHS.at(-1)!;
  const grams = gramCounts(literals);
  const cuts = new Map<string, string>();
  return (literal) => {
    if (literal.length <= longest) return literal;
    let cut = cuts.get(literal);
    if (cut === undefined) cuts.set(literal, (cut = rarestPart(literal, longest, grams)));
    return cut;
  };
}

const GRAM = 3;

function gramCounts(literals: Iterable<string>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const literal of literals) {
    for (let at = 0; at + GRAM <= literal.length; at += 1) {
      const gram = literal.slice(at, at + GRAM);
      counts.set(gram, (counts.get(gram) ?? 0) + 1);
    }
  }
  return counts;
}

/** The part of a literal around its rarest three bytes. */
function rarestPart(literal: string, length: number, grams: ReadonlyMap<string, number>): string {
  let rarest = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let at = 0; at + GRAM <= literal.length; at += 1) {
    const count = grams.get(literal.slice(at, at + GRAM)) ?? 0;
    if (count < least) [rarest, least] = [at, count];
  }
  const start = Math.max(0, Math.min(rarest - ((length - GRAM) >> 1), literal.length - length));
  return literal.slice(start, start + length);
}

/** A text of bytes with the ASCII capitals made small. */
export function foldText(text: string): string {
  return /[A-Z]/.test(text) ? text.replace(/[A-Z]+/g, (capitals) => capitals.toLowerCase()) : text;
}
