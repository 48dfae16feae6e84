import type { Pattern } from "./ast.ts";
import { WorstCase } from "./cost.ts";
import { emitJavaScript } from "./emit.ts";
import { hasLinearFallback } from "./linear-engine.ts";

/** How a pattern is matched by V8: up to which length of subject, and by what. */
export interface Route {
  readonly regExp: RegExp;
  readonly source: string;
  /** Longer subjects could take V8 too long. */
  readonly longest: number;
  /** The same without V8's linear engine, Infinity if there is no limit. */
  readonly longestAlone: number;
  /** By group: the JavaScript groups that stand for it. Undefined if they are the same. */
  readonly groupMap: readonly (readonly number[])[] | undefined;
  /** Whether that is so because V8's linear engine takes over. */
  readonly linearFallback: boolean;
}

export interface NoRoute {
  readonly regExp: undefined;
  readonly reason: string;
}

/** Steps that V8 takes in some 30 ms; on shorter lines it interprets a pattern first, which takes longer. */
const AFFORDABLE_STEPS = 3e7;
const AFFORDABLE_WHEN_SHORT = 6e6;
const SHORT = 1024;
/** Lengths to choose from; a pattern that is cheap at the first is cheap for every line there can be. */
const LENGTHS: readonly number[] = [1 << 20, 16384, 8192, 4096, 2048, 1024, 768, 512, 384, 256, 192];
/** 50,000 backtracks, each with a scan of the rest of the line, are affordable up to here. */
const LONGEST_WITH_FALLBACK = 1024;
/** Most lines are not longer; below this a pattern is not worth two engines. */
const SHORTEST_WORTHWHILE = 192;

/**
 * Decides whether V8 may run a pattern, on subjects without a newline if `singleLine`. It may if the
 * pattern can be written exactly, and if no subject of the length allowed can make it slow: either
 * backtracking is bounded, or V8's linear engine takes over after 50,000 backtracks. That engine does not
 * count the bytes a repeat scans, so the length is bounded there too.
 */
export function routeToV8(pattern: Pattern, singleLine: boolean): Route | NoRoute {
  const emitted = emitJavaScript(pattern, singleLine);
  if (!emitted.ok) return { regExp: undefined, reason: emitted.reason };
  const { source, node, groupMap, sameGroups } = emitted;
  const worst = new WorstCase(node);
  const affordable = longestAffordable(worst);
  const longestAlone = affordable === LENGTHS[0] ? Infinity : affordable;
  const linearFallback = longestAlone < LONGEST_WITH_FALLBACK && hasLinearFallback(node, singleLine);
  const longest = linearFallback ? LONGEST_WITH_FALLBACK : longestAlone;
  if (longest < SHORTEST_WORTHWHILE) {
    return { regExp: undefined, reason: "backtracking in V8 could take too long" };
  }
  try {
    const regExp = new RegExp(source);
    const groups = sameGroups ? undefined : groupMap;
    return { regExp, source, longest, longestAlone, groupMap: groups, linearFallback };
  } catch {
    // V8 gives up on what is too large for it.
    return { regExp: undefined, reason: "V8 does not compile it" };
  }
}

/** The longest of {@link LENGTHS} that is affordable, 0 if none is. */
function longestAffordable(worst: WorstCase): number {
  let [low, high] = [0, LENGTHS.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const length = LENGTHS[middle]!;
    const affordable = length < SHORT ? AFFORDABLE_WHEN_SHORT : AFFORDABLE_STEPS;
    if (worst.steps(length) <= affordable) high = middle;
    else low = middle + 1;
  }
  return LENGTHS[low] ?? 0;
}
