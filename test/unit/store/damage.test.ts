import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import Sqlite from "better-sqlite3";
import type { Engine } from "../../../src/core/engine.ts";
import { Store } from "../../../src/store/store.ts";
import { engineWith, feed, RULES } from "./engines.ts";
import { AROUND, folderFor, opened, stateOf } from "./stores.ts";

interface Kept {
  readonly path: string;
  readonly engine: Engine;
  readonly store: Store;
  /** Waits until there is trouble of these words, or none. */
  trouble(words: RegExp | undefined): Promise<void>;
}

/** A store that has committed something, and whose troubles are noted. */
async function kept(context: TestContext): Promise<Kept> {
  const path = join(folderFor(context), "state");
  const engine = engineWith(RULES);
  const store = opened(path);
  store.attach(engine, AROUND);
  feed(engine, ...Array.from({ length: 50 }, (_, key) => `failed user${key}`), "let first");
  await store.commit()!.committed;
  const trouble = async (words: RegExp | undefined): Promise<void> => {
    for (let left = 1000; left > 0; left -= 1) {
      const { degraded } = store;
      if (words === undefined ? degraded === undefined : words.test(degraded ?? "")) return;
      await new Promise((next) => setTimeout(next, 5));
    }
    assert.fail(`${store.degraded} is not ${words}`);
  };
  return { path, engine, store, trouble };
}

function damagedIn(path: string): readonly string[] {
  return readdirSync(join(path, "..")).filter((name) => name.includes("damaged"));
}

/** Damages a database that is in use, so that the next commit finds it out. */
function damage(path: string, mark: number): void {
  const other = new Sqlite(path).unsafeMode(true);
  const version = other.pragma("schema_version", { simple: true }) as number;
  other.pragma("writable_schema = ON");
  other.exec(
    `CREATE TABLE mark_${mark} (x); UPDATE sqlite_schema SET rootpage = 999999 WHERE name = 'variable'`,
  );
  other.pragma(`schema_version = ${version + 10}`);
  other.close();
}

async function isWhole({ path, engine, store }: Kept): Promise<void> {
  await store.close();
  const again = opened(path);
  const copy = engineWith(RULES);
  again.attach(copy, AROUND);
  assert.deepEqual(stateOf(copy), stateOf(engine));
  await again.close();
}

test("a statement that fails is no damage, and is tried again", async (context) => {
  const all = await kept(context);
  const { path, engine, store, trouble } = all;
  const other = new Sqlite(path);
  other.function("ours", () => 1);
  other.exec("CREATE TRIGGER fails BEFORE INSERT ON variable BEGIN SELECT ours(); END");
  feed(engine, "failed one", "let second");
  const { committed } = store.commit()!;
  await trouble(/no such function/);
  await new Promise((next) => setTimeout(next, 50));
  assert.deepEqual(damagedIn(path), []);
  other.exec("DROP TRIGGER fails").close();
  await committed;
  await trouble(undefined);
  assert.deepEqual(damagedIn(path), []);
  await isWhole(all);
});

test("a table that is taken away is damage", async (context) => {
  const all = await kept(context);
  new Sqlite(all.path).exec("DROP TABLE variable").close();
  feed(all.engine, "let second");
  await all.store.commit()!.committed;
  assert.ok(damagedIn(all.path).includes("state.damaged-1"));
  await isWhole(all);
});

test("a disk that damages each new database does not drive out the first", async (context) => {
  const all = await kept(context);
  const { path, engine, store } = all;
  for (let time = 1; time <= 5; time += 1) {
    damage(path, time);
    feed(engine, `failed again${time}`);
    await store.commit()!.committed;
  }
  const copy = ["", "-wal"].map((suffix) => `${path}.damaged-1${suffix}`).filter((one) => existsSync(one));
  assert.match(copy.map((one) => readFileSync(one, "latin1")).join(""), /mark_1/);
  assert.ok(!existsSync(`${path}.damaged-2`));
  await isWhole(all);
});

test("what cannot be set aside is tried again, and refused at a start", async (context) => {
  const all = await kept(context);
  const { path, engine, store, trouble } = all;
  const ways = [1, 2, 3].map((copy) => `${path}.damaged-${copy}`);
  for (const way of ways) mkdirSync(`${way}/in the way`, { recursive: true });
  damage(path, 1);
  feed(engine, "failed one");
  const { committed } = store.commit()!;
  await trouble(/cannot be set aside/);
  for (const way of ways) rmSync(way, { recursive: true });
  await committed;
  await isWhole(all);
  rmSync(`${path}.damaged-1`);
  for (const way of ways) mkdirSync(`${way}/in the way`, { recursive: true });
  writeFileSync(path, "rubbish".repeat(1000));
  const refused = Store.open({ path, sync: "normal", intervalMs: 200 });
  assert.ok(!(refused instanceof Store));
  assert.equal(refused.problem, "unreadable");
  assert.match(refused.reason, /cannot be set aside/);
  assert.match(readFileSync(path, "latin1"), /^rubbish/);
});
