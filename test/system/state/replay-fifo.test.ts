import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { MAIN } from "../../main-program.ts";

const RULES = "type=Single\nptype=SubStr\npattern=line\ndesc=$0\naction=write - seen\n";

function replay(input: string): string {
  return `"${process.execPath}" "${MAIN}" replay --conf=rules --state=state --input=${input}`;
}

test("a replay that goes on reads a FIFO, and does not end who writes to it", (context) => {
  const folder = mkdtempSync(join(tmpdir(), "replay-fifo-"));
  context.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "rules"), RULES);
  writeFileSync(join(folder, "log"), "line 1\n");
  const writer = "(echo line 2; sleep 0.2; echo line 3) > pipe &";
  const script = `${replay("log")} && mkfifo pipe && { ${writer} ${replay("pipe")}; wait $!; }`;
  const { status, stdout, stderr } = spawnSync("sh", ["-c", script], {
    cwd: folder,
    encoding: "utf8",
    timeout: 20_000,
  });
  assert.equal(status, 0, stderr);
  assert.deepEqual(stdout.trim().split("\n"), ["seen", "seen", "seen"]);
});
