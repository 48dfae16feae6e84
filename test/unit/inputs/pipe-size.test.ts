import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { AS_NOBODY, asNobody } from "./as-nobody.ts";

const MIB = 1024 * 1024;
const PAGE_BYTES = 4096;
const IMPORTS = {
  "{ openInput }": "../../../src/inputs/open-input.ts",
  "{ ChunkPool }": "../../../src/inputs/chunk-pool.ts",
  "{ enlargePipe }": "../../../src/system/pipes.ts",
  "{ openPipe }": "../../../src/system/processes.ts",
};

function limit(name: string): number {
  return Number(readFileSync(`/proc/sys/fs/${name}`, "latin1"));
}

/** Opens a FIFO after so many pipes of 1 MiB; what is logged of it, and how much each of the pipes holds. */
function opened(fifo: string, pipes: number): { readonly sizes: number[]; readonly log: string[] } {
  return asNobody(
    IMPORTS,
    `const log = [];
    const said = (...words) => log.push(words);
    const settings = { pool: new ChunkPool(), lines: {}, ready() {}, rwFifo: true, log: said };
    const sizes = Array.from({ length: ${pipes} }, () => enlargePipe(openPipe("read").read));
    openInput(${JSON.stringify(fifo)}, "start", settings).close();
    return { sizes, log }`,
  ) as ReturnType<typeof opened>;
}

test("a FIFO is made to hold 1 MiB, and it is told if the kernel refuses that", AS_NOBODY, (t) => {
  const pages = limit("pipe-user-pages-soft");
  const most = limit("pipe-max-size");
  if (pages === 0 || pages > 65_536 || most < MIB) {
    t.skip(`pipes have other limits here: ${pages} pages, ${most} bytes`);
    return;
  }
  const folder = mkdtempSync("/var/tmp/sec-ts-pipe-");
  try {
    chmodSync(folder, 0o755);
    const fifo = join(folder, "fifo");
    execFileSync("mkfifo", ["-m", "666", fifo]);
    const few = opened(fifo, 1);
    assert.deepEqual(few, { sizes: [MIB], log: [] });
    const many = opened(fifo, (pages * PAGE_BYTES) / MIB + 1);
    assert.ok(many.sizes.at(-1)! < MIB, `${many.sizes.at(-1)} bytes`);
    assert.equal(many.log.length, 1);
    const [level, words = ""] = many.log[0]!;
    assert.equal(level, 3);
    assert.match(words, /^Pipe of input .*fifo holds \d+ bytes and not 1048576 .*can lose lines in a burst$/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
