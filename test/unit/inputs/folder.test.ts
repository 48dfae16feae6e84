import assert from "node:assert/strict";
import { mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { folderIsUnchanged } from "../../../src/inputs/generations.ts";

const NS_PER_SECOND = 1_000_000_000n;

test("a folder counts as unchanged until one of its files is renamed, and not if it cannot be asked", () => {
  const folder = mkdtempSync(join(tmpdir(), "sec-ts-folder-"));
  try {
    const log = join(folder, "log");
    writeFileSync(log, "");
    const since = BigInt(Math.floor(Date.now() / 1000)) * NS_PER_SECOND - 60n * NS_PER_SECOND;
    assert.equal(folderIsUnchanged(log, since), false);
    utimesSync(folder, 1000, 1000);
    assert.equal(folderIsUnchanged(log, since), true);
    writeFileSync(log, "more");
    assert.equal(folderIsUnchanged(log, since), true);
    renameSync(log, `${log}.1`);
    assert.equal(folderIsUnchanged(log, since), false);
    assert.equal(folderIsUnchanged(join(folder, "none", "log"), since), false);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
