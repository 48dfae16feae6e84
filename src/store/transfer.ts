import { existsSync, renameSync, rmSync } from "node:fs";
import Sqlite, { type Database } from "better-sqlite3";
import { lockFile } from "../system/file-lock.ts";
import type { Value } from "./batch.ts";
import { checksumColumns, checksumOf, isPlain } from "./checksums.ts";
import { load } from "./load.ts";
import { APPLICATION_ID, MIGRATIONS } from "./schema.ts";
import { isDamage, openState, realPathOf, removeDatabase } from "./state-file.ts";

/** A row of one of the tables, as it is exported: the table's name, and the columns by their names. */
export type ExportedRow = { readonly table: string } & Readonly<Record<string, Value>>;

/** All tables of the present version with their columns, except checksums, which importing makes anew. */
export type Tables = ReadonlyMap<string, readonly string[]>;

/** A state file cannot be read or written, for a reason that is said to the user. */
export class StateFileError extends Error {}

/** The tables of the present version. */
export function tablesOf(database: Database): Tables {
  const names = database
    .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
    .pluck();
  return new Map(
    names.all().map((name) => {
      const columns = database.pragma(`table_info(${name})`) as { name: string }[];
      return [name, columns.map((column) => column.name).filter(isPlain)];
    }),
  );
}

/**
 * Reads from a state file, in use or not, in one transaction, which ends before anything is written
 * elsewhere: a reader that stands still would let the log grow. Throws {@link StateFileError}.
 */
export function readState<T>(path: string, read: (database: Database) => T): T {
  return withDatabase(
    path,
    () => new Sqlite(path, { readonly: true, fileMustExist: true }),
    (database) => {
      const id = database.pragma("application_id", { simple: true });
      const version = database.pragma("user_version", { simple: true }) as number;
      if (isEmpty(database)) throw new StateFileError(`${path}: no state has been committed`);
      if (id !== APPLICATION_ID) throw new StateFileError(`${path}: not a state file of sec-ts`);
      if (version !== MIGRATIONS.length)
        throw new StateFileError(
          `${path}: it has version ${version}, this program reads ${MIGRATIONS.length}`,
        );
      return database.transaction(() => read(database))();
    },
  );
}

/** Whether who made the file was killed before there was anything in it. */
function isEmpty(database: Database): boolean {
  return database.prepare("SELECT count(*) FROM sqlite_schema").pluck().get() === 0;
}

/** All rows of all tables, rules before what refers to them. */
export function exportRows(database: Database): readonly ExportedRow[] {
  return [...tablesOf(database)].flatMap(([table, columns]) =>
    database
      .prepare<[], Record<string, Value>>(`SELECT ${columns.join(", ")} FROM ${table}`)
      .all()
      .map((row) => ({ table, ...row })),
  );
}

/**
 * Makes a new state file of exported rows, all of them or none. Rows name tables and columns of the present
 * version, and must make a state that can be restored. Throws {@link StateFileError}.
 */
export function importRows(named: string, rows: Iterable<ExportedRow>): number {
  const path = realPathOf(named);
  if (existsSync(path)) throw new StateFileError(`${path}: there is such a file; import makes a new one`);
  // A program may have the file open that had the name.
  const lock = lockFile(`${path}.lock`);
  if ("holder" in lock) throw new StateFileError(`${path}: process ${lock.holder} uses it`);
  try {
    return importInto(path, rows);
  } finally {
    lock.release();
  }
}

function importInto(path: string, rows: Iterable<ExportedRow>): number {
  // Only a whole file gets the name.
  const draft = `${path}.new`;
  removeDatabase(draft);
  const count = withFree(draft, (database) => fill(database, rows));
  // Without a database there is none to which a log could belong, and it would be taken for that of this one.
  for (const suffix of ["-wal", "-shm"]) rmSync(`${path}${suffix}`, { force: true });
  renameSync(draft, path);
  rmSync(`${draft}.lock`);
  return count;
}

function fill(database: Database, rows: Iterable<ExportedRow>): number {
  return database.transaction(() => {
    const tables = tablesOf(database);
    let count = 0;
    for (const { table, ...row } of rows) {
      const columns = tables.get(table);
      if (!columns || columns.length !== Object.keys(row).length || !columns.every((name) => name in row))
        throw new StateFileError(`row ${count + 1}: no table '${table}' with such columns`);
      const sums = checksumColumns(table, columns);
      const names = [...columns, ...sums.map(([name]) => name)];
      const values = columns.map((name) => row[name]!);
      const checksums = sums.map(([, of]) => checksumOf(of.map((name) => row[name]!)));
      const marks = names.map(() => "?").join(", ");
      database
        .prepare(`INSERT INTO ${table} (${names.join(", ")}) VALUES (${marks})`)
        .run(...values, ...checksums);
      count += 1;
    }
    load(database);
    return count;
  })();
}

/** Gives space that is no longer used back to the file system. Nobody else may use the file. */
export function vacuum(path: string): void {
  if (!existsSync(path)) throw new StateFileError(`${path}: no such file`);
  withFree(path, (database) => database.exec("VACUUM"));
}

/** Opens a file for writing that no other process uses. */
function withFree<T>(name: string, use: (database: Database) => T): T {
  const path = realPathOf(name);
  const lock = lockFile(`${path}.lock`);
  if ("holder" in lock) throw new StateFileError(`${path}: process ${lock.holder} uses it`);
  try {
    const open = (): Database => {
      const opened = openState(path, { sync: "full" }, () => {});
      if ("problem" in opened) throw new StateFileError(`${path}: ${opened.reason}`);
      return opened.database;
    };
    return withDatabase(path, open, use);
  } finally {
    lock.release();
  }
}

function withDatabase<T>(path: string, open: () => Database, use: (database: Database) => T): T {
  let database: Database | undefined;
  try {
    database = open();
    return use(database);
  } catch (error) {
    const { code } = error as { code?: string };
    if (isDamage(error) || code !== undefined)
      throw new StateFileError(`${path}: ${(error as Error).message}`);
    throw error;
  } finally {
    database?.close();
  }
}
