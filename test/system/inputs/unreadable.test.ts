import assert from "node:assert/strict";
import fs, { appendFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { type TestContext, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { isSettled } from "../../../src/inputs/settled.ts";
import { Restart } from "./restart.ts";

/** Files that are there, but that only others can read, as if we had not the rights of root. */
class Forbidden {
  readonly names = new Set<string>();

  constructor(context: TestContext) {
    const { openSync } = fs;
    context.mock.method(fs, "openSync", (path: fs.PathLike, ...rest: [string]) => {
      if (this.names.has(String(path).split("/").at(-1)!))
        throw Object.assign(new Error("permission denied"), { code: "EACCES" });
      return openSync(path, ...rest);
    });
    syncBuiltinESMExports();
    context.after(() => {
      context.mock.restoreAll();
      syncBuiltinESMExports();
    });
  }
}

/** A run that has stopped after two of three lines of `a`, and one that may not open `a`. */
async function restartedWithoutRights(context: TestContext) {
  const restart = new Restart(context);
  const forbidden = new Forbidden(context);
  await restart.stopAfter("1", "2");
  appendFileSync(restart.path("a"), "3\n");
  forbidden.names.add("a");
  return { restart, forbidden, second: restart.open() };
}

test("a file that cannot be opened keeps its place until it can", async (context) => {
  const { restart, forbidden, second } = await restartedWithoutRights(context);
  assert.deepEqual(second.readAll(), []);
  assert.deepEqual(second.inputs.positions(), restart.positions);
  assert.deepEqual(second.log.slice(1), [`Can't open input file ${restart.path("a")} (Permission denied)`]);
  // Each second it is tried again, which changes nothing and is not logged again.
  await pause(1100);
  assert.deepEqual(second.inputs.positions(), restart.positions);
  assert.equal(second.log.length, 2);
  forbidden.names.clear();
  await second.until("the line", () => second.readAll().length > 0);
  assert.deepEqual(second.texts, ["3"]);
});

test("a file that cannot be opened keeps its place while it is rotated", async (context) => {
  const { restart, forbidden, second } = await restartedWithoutRights(context);
  renameSync(restart.path("a"), restart.path("a.1"));
  writeFileSync(restart.path("a"), "4\n");
  forbidden.names.delete("a");
  forbidden.names.add("a.1");
  await second.until("the new file", () => second.readAll().includes("4"));
  assert.deepEqual(
    second.inputs
      .positions()
      .filter((one) => !isSettled(one))
      .map(({ inode, offset }) => [inode, offset]),
    [
      [restart.positions.find((one) => !isSettled(one))!.inode, 4],
      [statSync(restart.path("a"), { bigint: true }).ino, 2],
    ],
  );
  forbidden.names.clear();
  await second.until("the rotated file", () => second.readAll().includes("3"));
  assert.deepEqual(second.texts, ["4", "3"]);
  assert.equal(second.log.filter((line) => /truncated|is gone|lost/.test(line)).length, 0);
});

test("a file that is another one when it can be opened is read from its start", async (context) => {
  const restart = new Restart(context);
  const forbidden = new Forbidden(context);
  await restart.stopAfter("1", "2");
  forbidden.names.add("a");
  const second = restart.open();
  writeFileSync(restart.path("a"), "other\nand longer\n");
  forbidden.names.clear();
  await second.until("the lines", () => second.readAll().length > 1);
  assert.deepEqual(second.texts, ["other", "and longer"]);
  assert.ok(second.log.some((line) => /has been truncated, what was written/.test(line)));
});

test("a file in a folder that is not there yet keeps its place", async (context) => {
  const restart = new Restart(context);
  await restart.stopAfter("1", "2");
  const elsewhere = `${restart.first.folder}-elsewhere`;
  renameSync(restart.first.folder, elsewhere);
  const second = restart.open({ reopenTimeoutSeconds: 1 });
  assert.deepEqual(second.inputs.positions(), restart.positions);
  appendFileSync(`${elsewhere}/a`, "3\n");
  renameSync(elsewhere, restart.first.folder);
  await second.until("the line", () => second.readAll().length > 0);
  assert.deepEqual(second.texts, ["3"]);
});
