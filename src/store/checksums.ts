import type { Value } from "./batch.ts";
import { DamagedState } from "./rows.ts";

/** What never changes of an operation, and what does. */
const OPERATION = {
  sum: ["id", "rule", "description", "started", "origin"],
  progress_sum: ["window_start", "window_seconds", "phase", "times", "counted", "id"],
} as const;

/** A row by the names of its columns. */
type Row = Readonly<Record<string, Value>>;

/** The columns of a table that hold checksums, and of which columns each is, in the order of the batches. */
export function checksumColumns(
  table: string,
  columns: readonly string[],
): readonly (readonly [string, readonly string[]])[] {
  return Object.entries(table === "operation" ? OPERATION : { sum: columns.filter(isPlain) });
}

/** Whether a column holds no checksum. */
export function isPlain(column: string): boolean {
  return column !== "sum" && column !== "progress_sum";
}

const BASIS = 0x811c9dc5;
const PRIME = 0x01000193;
const HALF = 2 ** 32;

/**
 * Tells values from others, so that a row is found out that the disk has changed: SQLite has checksums in its
 * log only. It is FNV-1a over the characters (draft-eastlake-fnv), which a single changed bit always changes,
 * and takes a quarter of the time of a CRC, since no bytes have to be made of texts.
 */
export function checksumOf(values: readonly Value[]): number {
  let sum = BASIS;
  for (const value of values) sum = mixed(sum, value);
  return sum >>> 0;
}

/** The same of values that follow a place in a list, by their numbers. */
export function checksumAt(values: readonly Value[], at: number, numbers: readonly number[]): number {
  let sum = BASIS;
  for (const number of numbers) sum = mixed(sum, values[at + number]);
  return sum >>> 0;
}

function mixed(before: number, value: Value | undefined): number {
  let sum = before;
  // A text that has become a blob is an object, as null is.
  if (typeof value === "object" || value === undefined) return Math.imul(sum ^ 1, PRIME);
  if (Number.isSafeInteger(value)) {
    sum = Math.imul(sum ^ ((value as number) % HALF), PRIME);
    return Math.imul(sum ^ Math.floor((value as number) / HALF), PRIME);
  }
  // SQLite writes half of a character as U+FFFD.
  const text = String(value).toWellFormed();
  for (let at = 0; at < text.length; at += 1) sum = Math.imul(sum ^ text.charCodeAt(at), PRIME);
  return Math.imul(sum ^ text.length, PRIME);
}

/**
 * Makes a function that throws {@link DamagedState} for a row that is not what was written. A row that a
 * version without checksums has written has none.
 */
export function rowChecker(table: string, columns: readonly string[]): (row: Row) => void {
  const checks = checksumColumns(table, columns);
  return (row) => {
    for (const [name, of] of checks) {
      const written = row[name];
      if (written === null) continue;
      let sum = BASIS;
      for (const column of of) sum = mixed(sum, row[column]);
      if (written !== sum >>> 0) throw new DamagedState(`a row of table ${table} is not what was written`);
    }
  };
}
