import { type Clause, foldText } from "../../regex/index.ts";
import type { Sliced } from "../sliced.ts";

/** What must be found in a line for a pattern to be worth trying. Folded. */
export interface Requirement {
  /** One of these. */
  readonly first: readonly string[];
  /** One of these, if there are any: only where many patterns have the same first literal. */
  readonly second: readonly string[];
  /** One of each of these. */
  readonly further: readonly (readonly string[])[];
}

/** A literal of one byte is in nearly every line. */
const SHORTEST = 2;
/** Each literal beyond the first must be worth a look at the line. */
const SHORTEST_FURTHER = 3;
const MOST_FURTHER = 2;
/** If no more patterns than these have a first literal, the others are only looked for where that stands. */
const FEW = 16;
/** Letters of a literal beyond these do not make it rarer. */
const ENOUGH_LETTERS = 12;

/**
 * Chooses for each pattern, given by its clauses, those that will rule out most lines: long literals that few
 * other patterns share come first. Undefined where no clause is of use.
 */
export function* choosingLiterals(
  patterns: readonly (readonly Clause[])[],
): Sliced<(Requirement | undefined)[]> {
  const folded: (readonly (readonly string[])[])[] = [];
  for (const clauses of patterns) {
    folded.push(clauses.map(usableLiterals).filter((literals) => literals.length > 0));
    yield;
  }
  const shared = countEach(folded.flat());
  yield;
  const ordered: (readonly (readonly string[])[])[] = [];
  for (const clauses of folded) {
    ordered.push(byRarity(clauses, shared));
    yield;
  }
  const firsts = countEach(ordered.flatMap(([first]) => (first ? [first] : [])));
  return ordered.map(([first, ...others]) => {
    if (!first) return undefined;
    const further = others
      .filter((literals) => literals.every(({ length }) => length >= SHORTEST_FURTHER))
      .slice(0, MOST_FURTHER);
    const isCommon = first.some((literal) => firsts.get(literal)! > FEW);
    return isCommon
      ? { first, second: further[0] ?? [], further: further.slice(1) }
      : { first, second: [], further };
  });
}

function countEach(lists: readonly (readonly string[])[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const literals of lists)
    for (const literal of literals) counts.set(literal, (counts.get(literal) ?? 0) + 1);
  return counts;
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

function byRarity(
  clauses: readonly (readonly string[])[],
  shared: ReadonlyMap<string, number>,
): readonly (readonly string[])[] {
  if (clauses.length < 2) return clauses;
  const valued = clauses.map((literals) => ({ literals, value: rarity(literals, shared) }));
  return valued.toSorted((one, other) => other.value - one.value).map(({ literals }) => literals);
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
