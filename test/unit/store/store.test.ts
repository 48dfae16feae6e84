import assert from "node:assert/strict";
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import Sqlite from "better-sqlite3";
import type { Engine } from "../../../src/core/engine.ts";
import type { InputPosition } from "../../../src/store/load.ts";
import { MIGRATIONS } from "../../../src/store/schema.ts";
import { openState } from "../../../src/store/state-file.ts";
import { Store } from "../../../src/store/store.ts";
import { engineWith, feed, RULES, START } from "./engines.ts";
import { AROUND, folderFor, opened, stateOf } from "./stores.ts";

function restored(path: string): Engine {
  const store = opened(path);
  const engine = engineWith(RULES);
  store.attach(engine, AROUND);
  void store.close();
  return engine;
}

function at(name: string, offset: number): InputPosition {
  return { name, device: 2n ** 60n, inode: 5n, offset, fingerprint: "start" };
}

function problemOf(path: string): string {
  const store = Store.open({ path, sync: "normal", intervalMs: 200, lockTimeoutMs: 10 });
  return store instanceof Store ? "none" : store.problem;
}

test("what was committed is there when the file is opened again", async (context) => {
  const path = join(folderFor(context), "state");
  const engine = engineWith(RULES);
  const store = opened(path);
  assert.equal(store.loaded, undefined);
  store.attach(engine, AROUND);
  feed(engine, "failed one", "failed two", "failed one", "keep a first", "keep a second", "let \u00e4\0");
  await store.commit()!.committed;
  feed(engine, "keep a third", "failed three", "drop b", "keep b fourth");
  await store.commit()!.committed;
  feed(engine, "drop b", "failed one");
  await store.close();
  const again = opened(path);
  const other = engineWith(RULES);
  assert.deepEqual(again.attach(other, AROUND), { operations: 0, actionLists: 0 });
  assert.deepEqual(stateOf(other), stateOf(engine));
  feed(other, "keep a fifth", "failed two", "drop a");
  feed(engine, "keep a fifth", "failed two", "drop a");
  await again.close();
  assert.deepEqual(stateOf(restored(path)), stateOf(engine));
});

test("operations of a rule whose text has changed are dropped and counted, for good", async (context) => {
  const path = join(folderFor(context), "state");
  const engine = engineWith(RULES);
  const store = opened(path);
  store.attach(engine, AROUND);
  feed(engine, "failed one", "failed two");
  await store.close();
  const again = opened(path);
  const other = engineWith(RULES.replace("thresh=1000", "thresh=1001"));
  assert.deepEqual(again.attach(other, AROUND), { operations: 2, actionLists: 0 });
  await again.close();
  const third = opened(path);
  assert.equal(third.loaded!.state.operations.length, 0);
  await third.close();
});

test("positions of inputs are committed with the state", async (context) => {
  const path = join(folderFor(context), "state");
  let positions = [at("a", 1), at("b", 2)];
  const committed: number[] = [];
  const store = opened(path);
  store.attach(engineWith(RULES), {
    ...AROUND,
    positions: () => positions,
    committed: (reached) => committed.push(reached[0]!.offset),
  });
  await store.commit()!.committed;
  positions = [at("b", 7), at("c", 8)];
  await store.close();
  const again = opened(path);
  assert.deepEqual(again.loaded!.inputs, positions);
  assert.deepEqual(committed, [1, 7]);
  await again.close();
});

test("a second store of the same file is refused and told who has the first", async (context) => {
  const path = join(folderFor(context), "state");
  const store = opened(path);
  const second = Store.open({ path, sync: "normal", intervalMs: 200 });
  assert.deepEqual(second, {
    problem: "in use",
    reason: `process ${process.pid} uses it`,
    pid: process.pid,
  });
  await store.close();
  await opened(path).close();
});

test("a second store is refused under any name that the file has", async (context) => {
  const folder = folderFor(context);
  const path = join(folder, "state");
  const store = opened(path);
  store.attach(engineWith(RULES), AROUND);
  await store.commit()!.committed;
  symlinkSync("state", join(folder, "symbolic"));
  assert.equal(problemOf(join(folder, "symbolic")), "in use");
  symlinkSync(folder, join(folder, "folder"));
  assert.equal(problemOf(join(folder, "folder", "state")), "in use");
  linkSync(path, join(folder, "hard"));
  assert.equal(problemOf(join(folder, "hard")), "unreadable");
  await store.close();
});

test("a link to a file that is not there yet names the same file before and after", async (context) => {
  const folder = folderFor(context);
  mkdirSync(join(folder, "deep", "er"), { recursive: true });
  symlinkSync("deep/er", join(folder, "short"));
  symlinkSync("short/../state", join(folder, "second"));
  symlinkSync(join(folder, "second"), join(folder, "first"));
  const store = opened(join(folder, "first"));
  assert.equal(store.path, realpathSync(join(folder, "deep", "state")));
  assert.equal(problemOf(join(folder, "second")), "in use");
  assert.equal(problemOf(join(folder, "deep", "state")), "in use");
  await store.close();
  symlinkSync("loop", join(folder, "loop"));
  assert.equal(problemOf(join(folder, "loop")), "unreadable");
});

test("a damaged file is set aside, three copies at most, and a new one begun", async (context) => {
  const folder = folderFor(context);
  const path = join(folder, "state");
  for (let time = 1; time <= 5; time += 1) {
    writeFileSync(path, `this is no database ${time}`.repeat(200));
    writeFileSync(`${path}-wal`, `nor is this ${time}`);
    const store = opened(path);
    assert.equal(store.setAside, `${path}.damaged-1`);
    store.attach(engineWith(RULES), AROUND);
    await store.close();
  }
  const names = readdirSync(folder).filter((name) => name.includes("damaged"));
  const copies = [1, 2, 3].map((copy) => `state.damaged-${copy}`);
  assert.deepEqual(
    names.toSorted(),
    copies.flatMap((copy) => [copy, `${copy}-shm`, `${copy}-wal`]),
  );
});

test("whatever stands in lines and names, what was written is not taken for damaged", async (context) => {
  const path = join(folderFor(context), "state");
  const engine = engineWith(RULES);
  const store = opened(path);
  store.attach(engine, AROUND);
  const hostile = [
    "\0",
    "\xff\xfe\x80",
    "\x1b[2J\x9b31m",
    "\r",
    "\ud834",
    "\udd1e\ud834",
    "\ud834\udd1e",
    "\ufffd",
  ];
  const keys = [...hostile, "k".repeat(1 << 20), "\ud800".repeat(100), "5", "-0", "1e20", "NaN"];
  feed(engine, ...keys.flatMap((key) => [`failed ${key}x`, `keep ${key}x ${key}`, `let ${key}x`]));
  const started = [0.5, -1, -0, 2 ** 31, 2 ** 32 + 1, 2 ** 53, 1e20, Number.POSITIVE_INFINITY];
  for (const [index, operation] of [...engine.ruleSet.files[0]!.rules[0]!.operations.values()].entries())
    Object.assign(operation, { started: started[index % started.length] });
  await store.close();
  const again = opened(path);
  assert.equal(again.setAside, undefined);
  // A carriage return is no part of a key.
  assert.equal(again.loaded?.state.operations.length, keys.length - 1);
  await again.close();
});

test("a file that is cut off is damaged", async (context) => {
  const path = join(folderFor(context), "state");
  const engine = engineWith(RULES);
  const store = opened(path);
  store.attach(engine, AROUND);
  feed(engine, ...Array.from({ length: 2000 }, (_, key) => `failed user${key}`));
  await store.close();
  truncateSync(path, Math.floor(statSync(path).size / 2));
  const again = opened(path);
  assert.equal(again.setAside, `${path}.damaged-1`);
  await again.close();
});

test("a row that we would not write counts as damage", async (context) => {
  const path = join(folderFor(context), "state");
  const engine = engineWith(RULES);
  const store = opened(path);
  store.attach(engine, AROUND);
  feed(engine, "failed one");
  await store.close();
  new Sqlite(path).exec("UPDATE operation SET phase = 'constructor'").close();
  const again = opened(path);
  assert.equal(again.setAside, `${path}.damaged-1`);
  await again.close();
});

test("a newer, foreign, locked or unreadable file is refused and left alone", (context) => {
  const folder = folderFor(context);
  const newer = join(folder, "newer");
  const future = [...MIGRATIONS, "CREATE TABLE future (x)"];
  const made = openState(newer, { sync: "normal", migrations: future }, () => {});
  if ("database" in made) made.database.close();
  assert.equal(problemOf(newer), "newer");
  const foreign = join(folder, "foreign");
  new Sqlite(foreign).exec("CREATE TABLE other (x)").close();
  assert.equal(problemOf(foreign), "not ours");
  const locked = join(folder, "locked");
  const holder = new Sqlite(locked).exec("BEGIN EXCLUSIVE");
  assert.equal(problemOf(locked), "locked");
  holder.close();
  assert.equal(problemOf(join(folder, "no folder", "state")), "unreadable");
  assert.equal(problemOf(folder), "unreadable");
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.includes("damaged")),
    [],
  );
});

test("nobody else can read the file", async (context) => {
  const path = join(folderFor(context), "state");
  const store = opened(path);
  store.attach(engineWith(RULES), AROUND);
  await store.commit()!.committed;
  for (const suffix of ["", "-wal", "-shm", ".lock"])
    assert.equal(statSync(path + suffix).mode & 0o777, 0o600, suffix);
  await store.close();
  assert.ok(!existsSync(`${path}-wal`));
});

test("an engine goes on while its file cannot be written; then all is written", async (context) => {
  const folder = folderFor(context);
  const path = join(folder, "state");
  const engine = engineWith(RULES);
  const store = opened(path, { lockTimeoutMs: 1 });
  const troubles: (string | undefined)[] = [];
  const { promise: inTrouble, resolve } = Promise.withResolvers<void>();
  store.attach(engine, {
    ...AROUND,
    trouble: (reason) => {
      troubles.push(reason);
      resolve();
    },
  });
  await store.commit()!.committed;
  const other = new Sqlite(path).exec("BEGIN IMMEDIATE");
  feed(engine, "failed one", "keep a first");
  const commit = store.commit()!;
  await inTrouble;
  assert.match(store.degraded!, /locked/);
  feed(engine, "failed two", "drop a", "keep a second");
  assert.equal(store.commit(), undefined);
  other.exec("COMMIT").close();
  await commit.committed;
  assert.equal(store.degraded, undefined);
  assert.deepEqual(troubles, ["database is locked", undefined]);
  await store.close();
  assert.deepEqual(stateOf(restored(path)), stateOf(engine));
});

test("a file that is damaged while in use is replaced by one with everything", async (context) => {
  const path = join(folderFor(context), "state");
  const engine = engineWith(RULES);
  const store = opened(path);
  const troubles: (string | undefined)[] = [];
  store.attach(engine, { ...AROUND, trouble: (reason) => troubles.push(reason) });
  feed(engine, ...Array.from({ length: 500 }, (_, key) => `failed user${key}`), "keep a first");
  await store.close();
  const again = opened(path);
  const copy = engineWith(RULES);
  again.attach(copy, { ...AROUND, trouble: (reason) => troubles.push(reason) });
  writeFileSync(path, "rubbish".repeat(1000));
  feed(copy, "failed user1", "keep a second");
  await again.commit()!.committed;
  assert.match(troubles[0]!, /damaged-1/);
  assert.equal(troubles[1], undefined);
  await again.close();
  assert.deepEqual(stateOf(restored(path)), stateOf(copy));
});

test("trimmed stores and rewritten buffers are committed, without a new line in them", async (context) => {
  const path = join(folderFor(context), "state");
  const rules = `${RULES}
type=Single
ptype=RegExp
pattern=^trim (\\S+)
desc=trim
action=trim KEPT_$1 +1
`;
  const engine = engineWith(rules);
  const store = opened(path);
  store.attach(engine, AROUND);
  feed(engine, "keep a first", "keep b first");
  engine.now += 5;
  feed(engine, "keep a second");
  await store.commit()!.committed;
  feed(engine, "trim a");
  await store.commit()!.committed;
  engine.buffer.rewrite(1, ["something else"]);
  await store.close();
  const again = opened(path);
  const other = engineWith(rules);
  again.attach(other, AROUND);
  assert.deepEqual(other.contexts.get("KEPT_a")!.store, [{ text: "second", time: START + 5 }]);
  assert.deepEqual(other.buffer.lines, ["something else"]);
  assert.deepEqual(stateOf(other), stateOf(engine));
  await again.close();
});
