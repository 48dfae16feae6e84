import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { positionInSpool, Spools } from "../../../src/inputs/spools.ts";

test("places in a spool never count back, though all of it has been read", (context) => {
  const folder = mkdtempSync(join(tmpdir(), "spools-"));
  context.after(() => rmSync(folder, { recursive: true }));
  const spools = new Spools(folder, 1024, () => {});
  const row = positionInSpool("fifo", { committed: 25, end: 25 });
  spools.resume([row]);
  assert.deepEqual(spools.unused, [row]);
  assert.equal(spools.spoolOf("fifo").position, 25);
  spools.committed([row]);
  assert.deepEqual(spools.unused, [row]);
  assert.equal(spools.spoolOf("fifo").position, 25);
  spools.close();
});
