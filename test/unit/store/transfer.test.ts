import assert from "node:assert/strict";
import { copyFileSync } from "node:fs";
import { dirname } from "node:path";
import { test } from "node:test";
import { openState } from "../../../src/store/state-file.ts";
import { exportRows, importRows, readState } from "../../../src/store/transfer.ts";
import { folderFor } from "./stores.ts";

test("an imported state is not that of a log which was left behind", (context) => {
  const path = `${folderFor(context)}/state`;
  const opened = openState(path, { sync: "full" }, () => {});
  assert.ok("database" in opened);
  opened.database.exec(`INSERT INTO meta (name, value) VALUES ('moment', '{}'), ('note of', 'the old one')`);
  const rows = readState(path, exportRows);
  // As kill -9 leaves them, and somebody who then removes the file alone, or that of an import.
  for (const name of ["other", "other.new"])
    for (const suffix of ["-wal", "-shm"])
      copyFileSync(`${path}${suffix}`, `${dirname(path)}/${name}${suffix}`);
  opened.database.close();
  const other = `${dirname(path)}/other`;
  const wanted = rows.map((row) => (row["name"] === "note of" ? { ...row, value: "the new one" } : row));
  importRows(other, wanted);
  assert.deepEqual(readState(other, exportRows), wanted);
});
