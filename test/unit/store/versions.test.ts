import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import Sqlite from "better-sqlite3";
import { APPLICATION_ID, MIGRATIONS } from "../../../src/store/schema.ts";
import { openState } from "../../../src/store/state-file.ts";
import { exportRows, readState, tablesOf } from "../../../src/store/transfer.ts";
import { stateIn } from "../../../src/store/whole-state.ts";
import { engineWith, feed, RULES } from "./engines.ts";
import { AROUND, folderFor, opened, stateOf } from "./stores.ts";

test("before a file is brought to a newer version it is copied", async (context) => {
  const path = join(folderFor(context), "state");
  const store = opened(path);
  store.attach(engineWith(RULES), AROUND);
  await store.close();
  const next = [...MIGRATIONS, "ALTER TABLE context ADD COLUMN colour TEXT"];
  const made = openState(path, { sync: "normal", migrations: next }, (database) =>
    database.pragma("user_version", { simple: true }),
  );
  assert.ok("database" in made);
  assert.equal(made.value, MIGRATIONS.length + 1);
  made.database.close();
  const copy = new Sqlite(`${path}.version-${MIGRATIONS.length}`, { readonly: true });
  assert.equal(copy.pragma("user_version", { simple: true }), MIGRATIONS.length);
  assert.ok(copy.prepare("SELECT 1 FROM meta").get());
  assert.equal(statSync(`${path}.version-${MIGRATIONS.length}`).mode & 0o777, 0o600);
  copy.close();
});

test("rows of a version without checksums are read, and get one when they are written", async (context) => {
  const path = join(folderFor(context), "state");
  const engine = engineWith(RULES);
  const store = opened(path);
  store.attach(engine, AROUND);
  feed(engine, "failed one", "failed two", "keep a first");
  await store.close();
  const database = new Sqlite(path);
  for (const table of ["meta", "rule", "operation", "context", "stored_event", "buffer"])
    database.exec(`UPDATE ${table} SET sum = NULL`);
  database.exec("UPDATE operation SET progress_sum = NULL").close();
  const other = engineWith(RULES);
  const again = opened(path);
  again.attach(other, AROUND);
  assert.deepEqual(stateOf(other), stateOf(engine));
  feed(other, "failed one");
  await again.close();
  const after = new Sqlite(path, { readonly: true });
  const sums = after.prepare("SELECT progress_sum FROM operation ORDER BY id").pluck().all();
  after.close();
  assert.deepEqual(
    sums.map((sum) => typeof sum),
    ["number", "object"],
  );
});

test("the state of an earlier version is brought to the present one before it is read", async (context) => {
  const path = join(folderFor(context), "state");
  const store = opened(`${path}-3`);
  const engine = engineWith(RULES);
  store.attach(engine, AROUND);
  feed(engine, "failed one");
  await store.close();
  const database = new Sqlite(path);
  for (const step of MIGRATIONS.slice(0, 2)) database.exec(step);
  database.pragma(`application_id = ${APPLICATION_ID}`);
  database.pragma("user_version = 2");
  database.exec(`ATTACH '${path}-3' AS later`);
  for (const [table, columns] of tablesOf(database))
    database.exec(`INSERT INTO ${table} (${columns.join()}) SELECT ${columns.join()} FROM later.${table}`);
  database.close();
  const { loaded, setAside } = stateIn(path);
  assert.equal(setAside, undefined);
  assert.equal(loaded?.state.operations.length, 1);
  assert.equal(stateIn(`${path}-none`).loaded, undefined);
});

test("statistics and indexes that somebody has added are no damage", async (context) => {
  const path = join(folderFor(context), "state");
  const store = opened(path);
  store.attach(engineWith(RULES), AROUND);
  await store.close();
  new Sqlite(path).exec("ANALYZE; CREATE INDEX seen ON operation (id)").close();
  const again = opened(path);
  assert.equal(again.setAside, undefined);
  await again.close();
  assert.ok(readState(path, exportRows).every(({ table }) => !table.startsWith("sqlite")));
});
