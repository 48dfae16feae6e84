import {
  closeSync,
  existsSync,
  fstatSync,
  lstatSync,
  openSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, isAbsolute, join } from "node:path";
import Sqlite, { type Database } from "better-sqlite3";
import { DamagedState } from "./rows.ts";
import { APPLICATION_ID, checkSchema, MIGRATIONS, schemaOf } from "./schema.ts";

/** Why a state file cannot be used; the program should end with 78. */
export interface StateProblem {
  readonly problem: "in use" | "locked" | "unreadable" | "newer" | "not ours";
  readonly reason: string;
  /** The process that uses it. */
  readonly pid?: number;
}

export interface OpenSettings {
  /** Whether each commit is on the disk when it is acknowledged, or only safe from a crash of the program. */
  readonly sync: "full" | "normal";
  /** How long another program's lock is waited for. */
  readonly lockTimeoutMs?: number;
  /** For tests: steps of another program version. */
  readonly migrations?: readonly string[];
  /** Whether what is only to be read is read also when there is no room for what SQLite writes beside it. */
  readonly readsWithoutRoom?: boolean;
  /** Takes a damaged database away, and says where it is now; else it is set aside. */
  takeAway?(path: string): string;
}

/** An open database, and where a damaged one was put. */
export interface OpenedState {
  readonly database: Database;
  readonly setAside?: string;
}

const LOCK_TIMEOUT_MS = 5000;
/** The write-ahead log is cut back to this size. */
const LOG_BYTES = 64 * 1024 * 1024;
const MOST_COPIES = 3;

/** As many symbolic links as the kernel follows. */
const MOST_LINKS = 40;

/**
 * The file that is meant, behind symbolic links: under all its names, one lock and one log belong to it. It
 * need not be there yet.
 */
export function realPathOf(path: string, links = MOST_LINKS): string {
  try {
    if (existsSync(path)) return realpathSync.native(path);
    const folder = realpathSync.native(dirname(path));
    const own = join(folder, basename(path));
    if (links === 0 || !lstatSync(own, { throwIfNoEntry: false })?.isSymbolicLink()) return own;
    const target = readlinkSync(own);
    // Not joined, which would make `folder/..` its parent before the link that is a folder is followed.
    return realPathOf(isAbsolute(target) ? target : `${folder}/${target}`, links - 1);
  } catch {
    return path;
  }
}

/**
 * Opens a state file, makes it if it is not there, and brings it to the present version; before that it is
 * copied. A damaged one is set aside. `use` reads from it, and what it finds damaged counts too.
 */
export function openState<T>(
  path: string,
  settings: OpenSettings,
  use: (database: Database) => T,
): (OpenedState & { readonly value: T }) | StateProblem {
  const first = tryOpen(path, settings, use);
  if (!("damage" in first)) return first;
  const second = tryOpen(path, settings, use);
  if ("database" in second) return { ...second, setAside: first.copy };
  // Whoever mends what has failed would hear of no damage any more.
  const before = `; before, it was damaged (${first.damage}), and is ${first.fate}`;
  if ("damage" in second) return { problem: "unreadable", reason: `${second.damage}${before}` };
  return { ...second, reason: `${second.reason}${before}` };
}

/** Where a damaged database was put. */
interface Damage {
  readonly damage: string;
  readonly copy: string;
  /** What has become of it, in words. */
  readonly fate: string;
}

function tryOpen<T>(
  path: string,
  settings: OpenSettings,
  use: (database: Database) => T,
): (OpenedState & { readonly value: T }) | StateProblem | Damage {
  let database: Database | undefined;
  try {
    // SQLite gives the files beside it the same permissions: log lines are nobody else's business.
    if (linksOf(path) > 1) {
      const reason = "it has further names (hard links), under which another program could use it";
      return { problem: "unreadable", reason };
    }
    database = new Sqlite(path, { timeout: settings.lockTimeoutMs ?? LOCK_TIMEOUT_MS });
    const refusal = prepare(database, path, settings);
    if (!refusal) return { database, value: use(database) };
    database.close();
    return refusal;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    // Before it is closed: SQLite would delete the log.
    const outcome = isDamage(error) ? takeAway(path, settings, error) : problemOf(error);
    database?.close();
    const read = settings.readsWithoutRoom && lacksRoom(error) ? readAlone(path, use) : undefined;
    return read ?? outcome;
  }
}

function lacksRoom({ code = "" }: Error & { code?: string }): boolean {
  return code === "SQLITE_FULL" || code.startsWith("SQLITE_IOERR");
}

/**
 * Reads a database of the present version on a full disk: who has it for himself needs no index of the log
 * beside it. Undefined if that does not work either.
 */
function readAlone<T>(
  path: string,
  use: (database: Database) => T,
): (OpenedState & { readonly value: T }) | undefined {
  const database = new Sqlite(path, { timeout: LOCK_TIMEOUT_MS });
  try {
    database.pragma("locking_mode = EXCLUSIVE");
    const { version, id } = headerOf(database);
    if (version === MIGRATIONS.length && id === APPLICATION_ID) return { database, value: use(database) };
  } catch {
    // The first error says more.
  }
  database.close();
  return undefined;
}

function takeAway(path: string, settings: OpenSettings, { message }: Error): Damage | StateProblem {
  try {
    const taken = settings.takeAway?.(path);
    if (taken !== undefined) return { damage: message, copy: taken, fate: taken };
    const copy = setAsideDamaged(path);
    return { damage: message, copy, fate: `now ${copy}` };
  } catch (error) {
    const reason = `it is damaged (${message}), and cannot be set aside: ${(error as Error).message}`;
    return { problem: "unreadable", reason };
  }
}

/** How many names a file has, which is made if it is not there. */
function linksOf(path: string): number {
  const descriptor = openSync(path, "a", 0o600);
  try {
    return fstatSync(descriptor).nlink;
  } finally {
    closeSync(descriptor);
  }
}

/** Sets a connection up for writing. */
export function configure(database: Database, sync: "full" | "normal"): void {
  database.pragma("journal_mode = WAL");
  database.pragma(`synchronous = ${sync === "full" ? "FULL" : "NORMAL"}`);
  database.pragma(`journal_size_limit = ${LOG_BYTES}`);
  database.pragma("trusted_schema = OFF");
}

function prepare(database: Database, path: string, settings: OpenSettings): StateProblem | undefined {
  const migrations = settings.migrations ?? MIGRATIONS;
  const { version, id, schema } = headerOf(database);
  if (schema.length > 0 && id !== APPLICATION_ID)
    return { problem: "not ours", reason: "it is a database of another program" };
  if (version > migrations.length) {
    const reason = `it has version ${version}, and this program knows versions up to ${migrations.length}`;
    return { problem: "newer", reason };
  }
  checkSchema(schema, migrations.slice(0, Math.max(0, version)));
  configure(database, settings.sync);
  if (version === migrations.length) return undefined;
  if (version > 0) copyTo(database, `${path}.version-${version}`);
  database.transaction(() => {
    for (const step of migrations.slice(version)) database.exec(step);
    database.pragma(`application_id = ${APPLICATION_ID}`);
    database.pragma(`user_version = ${migrations.length}`);
  })();
  return undefined;
}

/** What SQLite knows before it knows anything. Errors in it are nobody's mistake but the disk's. */
function headerOf(database: Database): { version: number; id: number; schema: readonly string[] } {
  try {
    return {
      version: database.pragma("user_version", { simple: true }) as number,
      id: database.pragma("application_id", { simple: true }) as number,
      schema: schemaOf(database),
    };
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    throw code === "SQLITE_ERROR" ? new DamagedState(message) : error;
  }
}

function copyTo(database: Database, copy: string): void {
  rmSync(copy, { force: true });
  // SQLite would let others read it.
  writeFileSync(copy, "", { mode: 0o600 });
  database.prepare("VACUUM INTO ?").run(copy);
}

/**
 * Whether SQLite says that a database is damaged, or we have found it to be. A statement that fails for other
 * reasons will fail with a new database, too.
 */
export function isDamage(error: unknown): error is Error {
  if (error instanceof DamagedState) return true;
  const { code = "" } = error as { code?: string };
  return ["SQLITE_CORRUPT", "SQLITE_NOTADB"].some(
    (damage) => code === damage || code.startsWith(`${damage}_`),
  );
}

function problemOf(error: Error & { code?: string }): StateProblem {
  const { code = "" } = error;
  if (code.startsWith("SQLITE_BUSY") || code.startsWith("SQLITE_LOCKED"))
    return { problem: "locked", reason: "another program has locked it" };
  if (code === "") throw error;
  return { problem: "unreadable", reason: error.message };
}

/**
 * A database is in these files, and goes in this order: without the first, SQLite makes nothing of the
 * others, while it would take the first for whole without its log. A process can be killed in between.
 */
const SUFFIXES = ["", "-wal", "-shm"];

/**
 * Renames a damaged database and what belongs to it, the latest to
 * `FILE.damaged-1`; of the older ones as many are kept as makes three.
 */
export function setAsideDamaged(path: string): string {
  // What fails and is tried again must not drive out one copy after the other.
  const latest = `${path}.damaged-0`;
  if (hasDatabase(latest)) makeRoom(path);
  renameDatabase(path, latest);
  try {
    makeRoom(path);
  } catch (error) {
    renameDatabase(latest, path);
    throw error;
  }
  return `${path}.damaged-1`;
}

/** Gives each copy before the first number that is free the next one, and so number 0 to none. */
function makeRoom(path: string): void {
  let copy = 1;
  while (copy < MOST_COPIES && hasDatabase(`${path}.damaged-${copy}`)) copy += 1;
  for (; copy > 0; copy -= 1) renameDatabase(`${path}.damaged-${copy - 1}`, `${path}.damaged-${copy}`);
}

function hasDatabase(path: string): boolean {
  return SUFFIXES.some((suffix) => existsSync(`${path}${suffix}`));
}

/** All of it or nothing: a log that is left behind would be taken for that of the next database. */
function renameDatabase(from: string, to: string): void {
  removeDatabase(to);
  const renamed: string[] = [];
  try {
    for (const suffix of SUFFIXES.filter((one) => existsSync(`${from}${one}`))) {
      renameSync(`${from}${suffix}`, `${to}${suffix}`);
      renamed.unshift(suffix);
    }
  } catch (error) {
    for (const suffix of renamed) renameSync(`${to}${suffix}`, `${from}${suffix}`);
    throw error;
  }
}

/** Removes a database and what belongs to it. */
export function removeDatabase(path: string): void {
  for (const suffix of SUFFIXES) rmSync(`${path}${suffix}`, { force: true });
}
