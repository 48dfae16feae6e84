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
/** Beside a longer one, a literal that is shorter than this is not worth being looked for. */
const ENOUGH_BYTES = 7;
/** Letters of a literal beyond these do not make it rarer. */
const ENOUGH_LETTERS = 12;

/**
 * Chooses for each pattern, given by its clauses, the two that will rule out most lines: long literals that
 * few other patterns share. Undefined where no clause is of use.
 */
export function chooseLiterals(patterns: readonly (readonly Clause[])[]): (Requirement | undefined)[] {
  const shared = new Map<string, number>();
  const folded = patterns.map((clauses) =>
    clauses.map(usableLiterals).filter((literals) => literals.length > 0),
  );
  for (const literal of folded.flat(2)) shared.set(literal, (shared.get(literal) ?? 0) + 1);
  return folded.map((clauses) => bestTwo(clauses, shared));
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
  if (!first) return undefined;
  return { first, second: second && (isShort(first) || !isShort(second)) ? second : [] };
}

const isShort = (literals: readonly string[]) => literals.some(({ length }) => length < ENOUGH_BYTES);

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

/** A text of bytes with the ASCII capitals made small. */
export function foldText(text: string): string {
  return /[A-Z]/.test(text) ? text.replace(/[A-Z]+/g, (capitals) => capitals.toLowerCase()) : text;
}
