import { comparable } from "../engine-state.ts";
import type { ConformanceCase, Json, Outcome, SecondOfOutput, State } from "../outcome.ts";
import { type ReferenceOptions, runReference } from "../reference.ts";
import { logDifference } from "./compare-logs.ts";

/** Something that runs a case and says what came of it: the reference, our engine, or a stand-in. */
export type Engine = (conformanceCase: ConformanceCase) => Promise<Outcome>;

/** What came of running one case twice with the reference and once with the engine. */
export type Verdict = {
  /** The reference's outcome with the first hash seed. */
  readonly expected: Outcome;
} & (
  | { readonly kind: "equal" }
  /** The reference itself does not agree with itself: its outcome depends on Perl's hash order. */
  | { readonly kind: "undetermined"; readonly difference: string }
  | { readonly kind: "different"; readonly difference: string; readonly actual: Outcome }
);

export interface CompareOptions {
  /**
   * The hash seeds that the reference is run with before the engine is looked at. With a single one the case
   * counts as equal when the engine agrees; whether it is determined is only asked when it does not.
   */
  readonly hashSeeds: readonly number[];
  /** Further runs of the reference, made only when the engine differs, before that is believed. */
  readonly furtherRuns: readonly ReferenceOptions[];
}

/**
 * Many: when two contexts race, one hash seed in two or three shows the other order. Where they race again
 * and again, the order has to be another one each time.
 */
const FURTHER_RUNS: readonly ReferenceOptions[] = [
  ...[1, 2, 3, 4, 5, 6].map((hashSeed) => ({ hashSeed })),
  ...[8, 9, 10, 11, 12, 13, 14, 15].map((hashSeed) => ({ hashSeed, perturbKeys: "RANDOM" as const })),
  ...[8, 9, 10, 11, 12, 13].map((hashSeed) => ({ hashSeed })),
];

export const DEFAULT_COMPARE: CompareOptions = {
  hashSeeds: [0, 7],
  furtherRuns: FURTHER_RUNS,
};

/** Half the work: for long runs of an engine that hardly ever differs. */
export const QUICK_COMPARE: CompareOptions = {
  hashSeeds: [0],
  furtherRuns: [{ hashSeed: 7 }, ...FURTHER_RUNS],
};

function firstDifferentSecond(
  one: readonly SecondOfOutput[],
  other: readonly SecondOfOutput[],
): string | undefined {
  for (let at = 0; at < Math.max(one.length, other.length); at++) {
    const [left, right] = [JSON.stringify(one[at] ?? null), JSON.stringify(other[at] ?? null)];
    if (left !== right) return `output: ${left} against ${right}`;
  }
  return undefined;
}

function parts(value: Json): readonly (readonly [string, Json])[] {
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}

/** Where two dumps differ, as `path: one against the other`. Objects may hold their keys in any order. */
function firstDifferentPart(path: string, one: Json, other: Json): string | undefined {
  const [left, right] = [new Map(parts(one)), new Map(parts(other))];
  const bothLists = Array.isArray(one) === Array.isArray(other);
  if (left.size === 0 || right.size === 0 || !bothLists) {
    const [leftText, rightText] = [JSON.stringify(one), JSON.stringify(other)];
    return leftText === rightText ? undefined : `${path}: ${leftText} against ${rightText}`;
  }
  for (const key of [...left.keys(), ...right.keys()]) {
    const [leftPart, rightPart] = [left.get(key), right.get(key)];
    if (leftPart === undefined || rightPart === undefined) return `${path}: only one side has ${key}`;
    const found = firstDifferentPart(`${path}.${key}`, leftPart, rightPart);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The state with the names of each context in order: the reference lists aliases in hash order. */
function ordered(state: State | undefined): Json {
  if (state === undefined) return null;
  const { contexts: named, ...others } = withoutAddresses(state);
  const contexts = named.map((context): Json => {
    const { name, ...rest } = context as { readonly name: readonly string[] };
    return { ...rest, name: [...name].toSorted() };
  });
  return {
    ...others,
    contexts: contexts.toSorted((one, other) => (namesText(one) < namesText(other) ? -1 : 1)),
  } as unknown as Json;
}

/** Texts of Perl's references hold addresses, which no two processes share. */
function withoutAddresses(state: State): State {
  return JSON.parse(JSON.stringify(state).replaceAll(/\b([A-Z]+)\(0x[0-9a-f]+\)/g, "$1(0x0)")) as State;
}

function namesText(context: Json): string {
  return JSON.stringify((context as { readonly name: Json }).name);
}

/**
 * The first thing in which two outcomes differ, or undefined: the exit code, what each second put out, as a
 * multiset, and the state at the end.
 */
export function outcomeDifference(one: Outcome, other: Outcome): string | undefined {
  if (one.exitCode !== other.exitCode) return `exit code: ${one.exitCode} against ${other.exitCode}`;
  return firstDifferentSecond(one.output, other.output) ?? stateDifference(one.state, other.state);
}

/** Where two states at the end differ, or undefined. */
export function stateDifference(one: State | undefined, other: State | undefined): string | undefined {
  return firstDifferentPart("state", ordered(one), ordered(other));
}

/** An outcome of the reference with only that state which our engine can have as well. */
export function withComparableState(outcome: Outcome): Outcome {
  return outcome.state ? { ...outcome, state: comparable(outcome.state) } : outcome;
}

/**
 * Compares the engine with the reference on one case: outcome, and then messages in the log, as far as those
 * are determined.
 */
export async function compareCase(
  conformanceCase: ConformanceCase,
  engine: Engine,
  options: CompareOptions = DEFAULT_COMPARE,
): Promise<Verdict> {
  const [first, ...others] = await Promise.all(
    options.hashSeeds.map((hashSeed) => runReference(conformanceCase, { hashSeed })),
  );
  if (first === undefined) throw new Error("the reference was to be run with no hash seed at all");
  if (first.exitCode < 0) {
    // Rules that never end are stopped at a limit of time or size, not at a determined point.
    return { kind: "undetermined", difference: `ended by signal ${-first.exitCode}`, expected: first };
  }
  for (const other of others) {
    const difference = outcomeDifference(first, other);
    if (difference !== undefined) return { kind: "undetermined", difference, expected: first };
  }
  const actual = await engine(conformanceCase);
  const difference = outcomeDifference(withComparableState(first), actual);
  const runs = [first, ...others];
  if (difference === undefined && !logDifference(runs, actual)) return { kind: "equal", expected: first };
  for (const run of options.furtherRuns) {
    const other = await runReference(conformanceCase, run);
    const undetermined = outcomeDifference(first, other);
    if (undetermined !== undefined)
      return { kind: "undetermined", difference: undetermined, expected: first };
    runs.push(other);
    if (difference === undefined && !logDifference(runs, actual)) return { kind: "equal", expected: first };
  }
  const found = difference ?? logDifference(runs, actual)!;
  return { kind: "different", difference: found, expected: first, actual };
}
