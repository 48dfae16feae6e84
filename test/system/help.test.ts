import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { COMMANDS } from "../../src/cli/index.ts";

const PROGRAM = join(import.meta.dirname, "../../build/bin/sec-ts");
const WIDTH = 80;

/** What the program writes, to either stream. */
function written(args: readonly string[]): string {
  const { COLUMNS: _, ...env } = process.env;
  const { stdout, stderr } = spawnSync(PROGRAM, args, { encoding: "utf8", env, input: "" });
  return stdout + stderr;
}

const calls = [
  ["help"],
  ["--help"],
  ["--version"],
  ["no-such-command"],
  ...Object.keys(COMMANDS).flatMap((name) => [[name, "--help"], [name], [name, "--no-such-option"]]),
];
for (const call of calls) {
  test(`sec-ts ${call.join(" ")} fits a terminal of ${WIDTH} columns`, () => {
    const text = written(call);
    assert.notEqual(text, "");
    const wide = text.split("\n").filter((line) => line.length > WIDTH);
    assert.deepEqual(wide, []);
  });
}
