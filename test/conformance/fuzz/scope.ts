import type { Random } from "./random.ts";

/** Which dangerous or costly constructs a generated case may hold. */
export interface GenerateOptions {
  /** Perl code in patterns, context expressions and actions. */
  readonly perl: boolean;
  /** Rules that the reference rejects or warns about, among the others. */
  readonly faults: boolean;
}

/** A name under which a varmap stores a match, and the match variables to be found there. */
export interface CacheEntry {
  readonly name: string;
  readonly variables: readonly string[];
}

/** A rule of the present file that starts operations, for actions that reach into other rules. */
export interface KnownOperation {
  /** Its number, in which Options rules do not count. */
  readonly rule: number;
  /** Its desc field. */
  readonly description: string;
}

/**
 * The small alphabets of one case. They are small so that rules meet each other's contexts and
 * operations.
 */
export interface CaseScope {
  readonly random: Random;
  readonly options: GenerateOptions;
  /** First words of the lines, as `down` in `down alice 7`. */
  readonly kinds: readonly string[];
  /** Second words of the lines: raw bytes as latin1, with blanks, quotes, `$` and `%` among them. */
  readonly keys: readonly string[];
  readonly contexts: readonly string[];
  /** First words of operation descriptions. */
  readonly descriptions: readonly string[];
  /** Action list variables that hold one line, or few. */
  readonly variables: readonly string[];
  /** Action list variables that hold whole event stores. */
  readonly storeVariables: readonly string[];
  /** Action list variables that hold a time. */
  readonly timeVariables: readonly string[];
  /** Entries that the varmaps written so far can make. */
  readonly caches: CacheEntry[];
  /** The value of --evstoresize, 0 for no limit. */
  readonly eventStoreSize: number;
  /** Names of file sets that a Jump in the present file may go to without coming back. */
  jumpSets: readonly string[];
  /** Labels that stand further down in the present file. */
  labelsAhead: readonly string[];
  /** Rules written so far in the present file. */
  operations: readonly KnownOperation[];
  /** The number of the rule that is being written. */
  ruleNumber: number;
  /** Unique in the case: numbers what belongs to one rule only. */
  ruleCount: number;
  /** Unique in the case: numbers action lists, those of contexts included. */
  listCount: number;
}

/** What the match variables of one place in a rule can be. */
export interface MatchVariables {
  /** False after SubStr and the like, where nothing is substituted. */
  readonly set: boolean;
  /** How many capture groups there are. */
  readonly numbered: number;
  readonly named: readonly string[];
}

/**
 * How an action list is kept from depending on the reference's hash order when it may run beside another copy
 * of itself: `constant` lists are the same text for every key, `own` lists touch only contexts named after
 * rule and key.
 */
export type Restraint = "none" | "constant" | "own";

/** A way to write one action, or a few that belong together, with its weight in the present place. */
export type ActionChoice = readonly [number, () => string[]];

/** The place an action list stands in. */
export interface ActionScope {
  readonly of: CaseScope;
  readonly match: MatchVariables;
  /** Variables of the first pattern, written with `%`, where the list may use them. */
  readonly first: MatchVariables | undefined;
  readonly restraint: Restraint;
  /** A suffix no other rule uses in a name. */
  readonly owner: string;
  /** Synthetic events of this rank or above may be made without fuel; undefined if any would risk a loop. */
  readonly rank: number | undefined;
  /** A number no other list has: lists that may run beside each other write variables of their own. */
  readonly list: number;
  /** How deep the list is inside others. */
  readonly depth: number;
  /** Inside the body of a while loop, where nothing may feed the loop. */
  readonly looping: boolean;
  /** Inside a context's action list, where _THIS is known. */
  readonly insideContext: boolean;
  /**
   * Writes the actions of a list inside this one; a field, so that actions need not import the list of
   * all.
   */
  readonly actions: (scope: ActionScope, count: number) => string[];
}

export const NO_VARIABLES: MatchVariables = { set: false, numbered: 0, named: [] };
