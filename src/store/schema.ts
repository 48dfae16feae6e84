import Sqlite, { type Database } from "better-sqlite3";
import { DamagedState } from "./rows.ts";

/** Marks a database of ours (`PRAGMA application_id`): "sTS" and a byte. */
export const APPLICATION_ID = 0x73545301;

const CHECKED = [
  "meta",
  "rule",
  "operation",
  "context",
  "stored_event",
  "variable",
  "delayed_event",
  "script",
  "buffer",
  "input",
  "outbox",
];

/**
 * The steps by which a database got from one version to the next, the first from nothing. A step is never
 * changed once it was released; a new version is a further step.
 *
 * Operations and contexts have the numbers that they have in the engine. A context's stored lines have
 * positions without gaps, which may begin anywhere.
 */
export const MIGRATIONS: readonly string[] = [
  `CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
   CREATE TABLE rule (id INTEGER PRIMARY KEY, file TEXT NOT NULL, digest TEXT NOT NULL,
     ordinal INTEGER NOT NULL, matches INTEGER NOT NULL, last_minute TEXT NOT NULL);
   CREATE TABLE operation (id INTEGER PRIMARY KEY, rule INTEGER NOT NULL, description TEXT NOT NULL,
     started INTEGER NOT NULL, origin TEXT NOT NULL, window_start INTEGER NOT NULL,
     window_seconds INTEGER NOT NULL, phase TEXT NOT NULL, times TEXT NOT NULL, counted TEXT NOT NULL);
   CREATE TABLE context (id INTEGER PRIMARY KEY, created INTEGER NOT NULL, lifetime INTEGER NOT NULL,
     names TEXT NOT NULL, lost_names TEXT NOT NULL, on_expiry TEXT NOT NULL);
   CREATE TABLE stored_event (context INTEGER NOT NULL, position INTEGER NOT NULL, time INTEGER NOT NULL,
     text TEXT NOT NULL, PRIMARY KEY (context, position)) WITHOUT ROWID;
   CREATE TABLE variable (name TEXT PRIMARY KEY, value TEXT, is_function INTEGER NOT NULL) WITHOUT ROWID;
   CREATE TABLE delayed_event (id INTEGER PRIMARY KEY, due INTEGER NOT NULL, text TEXT NOT NULL,
     context TEXT);
   CREATE TABLE script (id INTEGER PRIMARY KEY, value TEXT NOT NULL);
   CREATE TABLE buffer (source TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
   CREATE TABLE input (name TEXT NOT NULL, device TEXT NOT NULL, inode TEXT NOT NULL,
     offset INTEGER NOT NULL, fingerprint TEXT NOT NULL, PRIMARY KEY (name, device, inode)) WITHOUT ROWID;
   CREATE TABLE outbox (id TEXT PRIMARY KEY, sequence INTEGER NOT NULL, attempts INTEGER NOT NULL,
     effect TEXT NOT NULL) WITHOUT ROWID;
   CREATE TRIGGER context_gone AFTER DELETE ON context
     BEGIN DELETE FROM stored_event WHERE context = old.id; END;
   CREATE TRIGGER rule_gone AFTER DELETE ON rule
     BEGIN DELETE FROM operation WHERE rule = old.id; END;`,
  "ALTER TABLE variable ADD COLUMN is_number INTEGER NOT NULL DEFAULT 0;",
  // Rows that have not been written since have no checksum.
  `${CHECKED.map((table) => `ALTER TABLE ${table} ADD COLUMN sum INTEGER;`).join("")}
   ALTER TABLE operation ADD COLUMN progress_sum INTEGER;`,
];

/** The texts of tables and triggers. Whoever looks after databases may have added indexes and statistics. */
export function schemaOf(database: Database): readonly string[] {
  const texts = database.prepare<[], string>("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL");
  return texts.pluck().all();
}

/** Throws {@link DamagedState} if a database lacks what these steps make, or has more than nothing. */
export function checkSchema(schema: readonly string[], steps: readonly string[]): void {
  const has = new Set(schema);
  const wanted = schemaAfter(steps);
  if (!wanted.every((text) => has.has(text)) || (wanted.length === 0 && has.size > 0))
    throw new DamagedState("its tables are not those that were made");
}

const schemas = new Map<string, readonly string[]>();

function schemaAfter(steps: readonly string[]): readonly string[] {
  const key = steps.join("");
  let schema = schemas.get(key);
  if (schema) return schema;
  const database = new Sqlite(":memory:");
  for (const step of steps) database.exec(step);
  schema = schemaOf(database);
  database.close();
  schemas.set(key, schema);
  return schema;
}
