import assert from "node:assert/strict";
import { test } from "node:test";
import { compareInRealTime } from "../attempts.ts";
import { runScript, type Script } from "./script.ts";

/** Makes a test of each script: both programs write, log and dump the same. */
export function compare(scripts: readonly Script[]): void {
  for (const script of scripts) {
    test(script.name, { concurrency: 2 }, async (context) => {
      await compareInRealTime(context, async () => {
        const [reference, ours] = await Promise.all([
          runScript(script, "reference"),
          runScript(script, "ours"),
        ]);
        assert.deepEqual(ours.output, reference.output);
        assert.deepEqual(ours.log, reference.log);
        assert.deepEqual(ours.dump.map(withoutInode), reference.dump.map(withoutInode));
      });
    });
  }
}

/** Each program has files of its own. */
function withoutInode(line: string): string {
  return line.replace(/device\/inode: \d+\/\d+/, "device/inode: N/N");
}
