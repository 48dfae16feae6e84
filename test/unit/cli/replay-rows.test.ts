import assert from "node:assert/strict";
import { appendFileSync, copyFileSync, statSync, writeFileSync } from "node:fs";
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

test("a row moves to the copy of a truncated file, and not to one of a file that is read on", (context) => {
  const path = logOf(context, "one\ntwo\n");
  const before = readUpTo(path, 4);
  copyFileSync(path, `${path}.1`);
  appendFileSync(path, "three\n");
  const names = new Set([path]);
  assert.deepEqual(rowsAfter([before], names, [readUpTo(path, 14)]).moved.at(-1)?.inode, before.inode);
  writeFileSync(path, "four\n");
  const { ino: inode } = statSync(`${path}.1`, { bigint: true });
  assert.deepEqual(rowsAfter([before], names, [readUpTo(path, 5)]), {
    gone: [],
    moved: [{ ...before, inode }],
  });
  const both = [readUpTo(path, 5), readUpTo(`${path}.1`, 8)];
  assert.deepEqual(rowsAfter([before], new Set([path, `${path}.1`]), both).moved, [
    { ...both[1]!, name: path },
  ]);
});
