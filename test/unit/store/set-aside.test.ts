import assert from "node:assert/strict";
import fs, { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { basename, dirname } from "node:path";
import { type TestContext, test } from "node:test";
import { DamagedState } from "../../../src/store/rows.ts";
import { openState, removeDatabase, setAsideDamaged } from "../../../src/store/state-file.ts";
import { folderFor } from "./stores.ts";

/** Writes a database with a log. */
function write(path: string, text: string): void {
  for (const suffix of ["", "-wal"]) writeFileSync(`${path}${suffix}`, `${text}${suffix}`);
}

/** Lets some renamings fail, or ends the process in their place as far as what is called can tell. */
function refuse(context: TestContext, isRefused: (from: string, to: string) => boolean): void {
  const rename = fs.renameSync;
  context.mock.method(fs, "renameSync", (from: string, to: string) => {
    if (isRefused(from, to)) throw Object.assign(new Error("refused"), { code: "EPERM" });
    rename(from, to);
  });
  syncBuiltinESMExports();
}

function accept(context: TestContext): void {
  context.mock.restoreAll();
  syncBuiltinESMExports();
}

function textsOf(path: string): Readonly<Record<string, string>> {
  const names = readdirSync(dirname(path)).filter((name) => name.startsWith(basename(path)));
  return Object.fromEntries(names.map((name) => [name, readFileSync(`${dirname(path)}/${name}`, "utf8")]));
}

test("what cannot be set aside drives out no copy, however often it is tried", (context) => {
  const path = `${folderFor(context)}/state`;
  for (const text of ["first", "second", "third"]) {
    write(path, text);
    assert.equal(setAsideDamaged(path), `${path}.damaged-1`);
  }
  write(path, "live");
  const before = textsOf(path);
  assert.equal(before["state.damaged-3-wal"], "first-wal");
  const faults = [
    (from: string) => from === path,
    (from: string) => from === `${path}-wal`,
    (from: string) => from === `${path}.damaged-2`,
  ];
  for (const isRefused of faults.slice(0, 2)) {
    refuse(context, isRefused);
    for (let time = 1; time <= 4; time += 1) assert.throws(() => setAsideDamaged(path), /refused/);
    accept(context);
    assert.deepEqual(textsOf(path), before);
  }
  refuse(context, faults[2]!);
  for (let time = 1; time <= 4; time += 1) assert.throws(() => setAsideDamaged(path), /refused/);
  accept(context);
  setAsideDamaged(path);
  const copies = [1, 2, 3].map((copy) => textsOf(path)[`state.damaged-${copy}-wal`]);
  assert.deepEqual(copies, ["live-wal", "third-wal", "second-wal"]);
});

test("a copy that was being made when the process was killed is kept", (context) => {
  const path = `${folderFor(context)}/state`;
  write(path, "first");
  setAsideDamaged(path);
  write(`${path}.damaged-0`, "killed");
  write(path, "live");
  setAsideDamaged(path);
  const copies = [0, 1, 2, 3].map((copy) => textsOf(path)[`state.damaged-${copy}`]);
  assert.deepEqual(copies, [undefined, "live", "killed", "first"]);
});

test("no database is without its log while it is taken away", (context) => {
  const path = `${folderFor(context)}/state`;
  const isTorn = () => existsSync(path) && !existsSync(`${path}-wal`);
  write(path, "live");
  let torn = 0;
  refuse(context, () => {
    if (isTorn()) torn += 1;
    return false;
  });
  const remove = fs.rmSync;
  context.mock.method(fs, "rmSync", (...given: Parameters<typeof remove>) => {
    if (isTorn()) torn += 1;
    remove(...given);
  });
  syncBuiltinESMExports();
  setAsideDamaged(path);
  write(path, "new");
  writeFileSync(`${path}-shm`, "");
  removeDatabase(path);
  accept(context);
  assert.equal(torn, 0);
});

test("who cannot open a new state file says that the one before was damaged, and where it is", (context) => {
  const path = `${folderFor(context)}/state`;
  const errors = [
    new DamagedState("a row is wrong"),
    Object.assign(new Error("disk is full"), { code: "SQLITE_FULL" }),
  ];
  const opened = openState(path, { sync: "full" }, () => {
    throw errors.shift()!;
  });
  assert.ok("problem" in opened);
  const reason = `disk is full; before, it was damaged (a row is wrong), and is now ${path}.damaged-1`;
  assert.deepEqual(opened, { problem: "unreadable", reason });
});
