import { crc32 } from "node:zlib";
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

/**
 * Tells values from others, so that a row is found out that the disk has changed: SQLite has checksums in its
 * log only.
 */
export function checksumOf(values: readonly Value[]): number {
  let text = "";
  // A text that has become a blob is an object.
  for (const value of values) text += typeof value === "object" ? "\0" : `${value}\n`;
  return crc32(text);
}

/**
 * Makes a function that throws {@link DamagedState} for a row that is not what was written. A row of a version
 * without checksums has none.
 */
export function rowChecker(table: string, columns: readonly string[]): (row: Row) => void {
  const checks = checksumColumns(table, columns);
  return (row) => {
    for (const [name, of] of checks) {
      const written = row[name];
      if (written === null) continue;
      if (written !== checksumOf(of.map((column) => row[column]!)))
        throw new DamagedState(`a row of table ${table} is not what was written`);
    }
  };
}
