import type { Node } from "./ast.ts";
import { type ByteSet, disjoint } from "./byte-set.ts";

/** Sets that follow each other directly, so that a match with all of them takes as many bytes. */
export interface Run {
  /** How many items of the sequence it takes, assertions between the sets included. */
  readonly items: number;
  /**
   * The least distance of two places from which it can match in one subject: how many sets there are,
   * unless its beginning can overlap with its end, as in `abab`.
   */
  readonly period: number;
}

/** The run that begins at an item of a sequence; it may have no items. */
export function runFrom(items: readonly Node[], from: number): Run {
  const sets: ByteSet[] = [];
  let at = from;
  for (; at < items.length; at += 1) {
    const item = items[at]!;
    if (item.type === "set") sets.push(item.set);
    else if (item.type !== "assertion") break;
  }
  return { items: at - from, period: periodOf(sets) };
}

function periodOf(sets: readonly ByteSet[]): number {
  for (let distance = 1; distance < sets.length; distance += 1)
    if (canOverlap(sets, distance)) return distance;
  return Math.max(sets.length, 1);
}

/** Whether a subject can match from two places of that distance. */
function canOverlap(sets: readonly ByteSet[], distance: number): boolean {
  for (let at = distance; at < sets.length; at += 1)
    if (disjoint(sets[at]!, sets[at - distance]!)) return false;
  return true;
}

/** At how many of neighbouring places a run can match. */
export function placesFor({ period }: Run, neighbours: number): number {
  return Math.floor((neighbours - 1) / period) + 1;
}
