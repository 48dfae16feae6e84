import assert from "node:assert/strict";
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { namesInFolder } from "../../../src/inputs/folder-names.ts";

const LONG_AGO = 1_700_000_000;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sec-ts-names-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

const names = (): readonly string[] => [...namesInFolder(folder)].toSorted();
const make = (name: string): void => writeFileSync(join(folder, name), "");
/** Says that the folder was changed last a long time ago. */
const age = (): void => utimesSync(folder, LONG_AGO, LONG_AGO);

test("a folder that was changed long ago is read once, and again when it is changed", () => {
  make("one");
  age();
  assert.deepEqual(names(), ["one"]);
  make("two");
  age();
  assert.deepEqual(names(), ["one"], "its time tells of no change");
  make("three");
  assert.deepEqual(names(), ["one", "three", "two"]);
});

test("a folder that has just been changed is read each time, since its time may stay as it is", () => {
  for (let number = 0; number < 50; number += 1) {
    make(`file-${number}`);
    assert.equal(namesInFolder(folder).length, number + 1);
  }
});

test("a folder that is not there is an error", () => {
  assert.throws(() => namesInFolder(join(folder, "none")), { code: "ENOENT" });
});
