import assert from "node:assert/strict";
import { statSync, writeFileSync } from "node:fs";
import { type TestContext, test } from "node:test";
import { positionsOf } from "../../../src/cli/replay-places.ts";
import { rowsAfter } from "../../../src/cli/replay-rows.ts";
import type { FilePosition } from "../../../src/inputs/resume.ts";
import { folderFor } from "../store/stores.ts";

/** The position in a file up to which it has been read. */
function readUpTo(path: string, offset: number): FilePosition {
  const { dev: device, ino: inode } = statSync(path, { bigint: true });
  return positionsOf([{ path, device, inode, offset }])[0]!;
}

function logOf(context: TestContext, text: string): string {
  const path = `${folderFor(context)}/log`;
  writeFileSync(path, text);
  return path;
}

test("a row of another input moves with the file, and not with one of the same number", (context) => {
  const path = logOf(context, "one\ntwo\n");
  const read = readUpTo(path, 8);
  const before = { ...readUpTo(path, 4), name: "/elsewhere" };
  assert.deepEqual(rowsAfter([before], new Set([path]), [read]), {
    gone: [],
    moved: [{ ...read, name: "/elsewhere" }],
  });
  const other = { ...before, fingerprint: "4:of-another-file" };
  assert.deepEqual(rowsAfter([other], new Set([path]), [read]), { gone: [], moved: [] });
});
