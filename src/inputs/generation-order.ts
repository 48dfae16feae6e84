import type { Generation } from "./generations.ts";

/** A number with more digits than these is a date, or a time. */
const MOST_DIGITS = 4;
/** So many neighbours must agree for numbers to count as rising with time, which is seldom. */
const FEWEST_NEIGHBOURS = 3;

/** What the end of a name tells of a generation's place among those with names of the same shape. */
interface Placed {
  readonly generation: Generation;
  readonly shape: string;
  readonly number: bigint;
}

/**
 * Orders files into which an input was rotated, the oldest first. Names tell it better than times of writing
 * do: a program that has not been told of a rotation goes on writing to the older file, and some file systems
 * know whole seconds only. Files with names of different shapes are ordered by their times.
 */
export function oldestFirst(name: string, generations: readonly Generation[]): readonly Generation[] {
  const shapes = Map.groupBy(
    generations.map((generation) => placed(name, generation)),
    ({ shape }) => shape,
  );
  let all: readonly Generation[] = [];
  for (const [shape, group] of shapes) all = merged(all, ordered(shape, group));
  return all;
}

function placed(name: string, generation: Generation): Placed {
  const digits = generation.path.slice(name.length).match(/\d+/g) ?? [];
  const rest = generation.path.slice(name.length).replace(/\.gz$/, "");
  const isSmall = /^[.-]\d+$/.test(rest) && digits[0]!.length <= MOST_DIGITS;
  const shape = isSmall ? `${rest[0]}N` : rest.replaceAll(/\d/g, "9");
  return { generation, shape, number: BigInt(rest.replaceAll(/\D/g, "") || 0) };
}

function ordered(shape: string, group: readonly Placed[]): readonly Generation[] {
  // Names that end in anything but digits tell nothing.
  if (!/^[.-](?:N|9[-.9]*)$/.test(shape)) return group.map(({ generation }) => generation).toSorted(byTime);
  const rising = group.toSorted((one, other) => compare(one.number, other.number));
  const generations = rising.map(({ generation }) => generation);
  return shape.endsWith("N") && !riseWithTime(generations) ? generations.toReversed() : generations;
}

/** Whether files with higher numbers are newer: nearly always they are older. */
function riseWithTime(generations: readonly Generation[]): boolean {
  const votes = generations.slice(1).map((one, at) => compare(one.modified, generations[at]!.modified));
  const [newer, older] = [votes.filter((vote) => vote > 0).length, votes.filter((vote) => vote < 0).length];
  return newer >= FEWEST_NEIGHBOURS && newer > 2 * older;
}

/** Merges two orders by time, without changing either. */
function merged(one: readonly Generation[], other: readonly Generation[]): readonly Generation[] {
  const all: Generation[] = [];
  let [left, right] = [0, 0];
  while (left < one.length && right < other.length)
    all.push(byTime(one[left]!, other[right]!) <= 0 ? one[left++]! : other[right++]!);
  return [...all, ...one.slice(left), ...other.slice(right)];
}

/** The clock of a file system may stand still for some milliseconds, and files be made in the meantime. */
function byTime(one: Generation, other: Generation): number {
  return compare(one.modified, other.modified) || compare(one.born, other.born);
}

function compare(one: bigint, other: bigint): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
