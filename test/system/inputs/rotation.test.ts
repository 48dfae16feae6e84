import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Follower } from "./follower.ts";

const LINES = 4000;
/** `ROTATION_SEEDS=10..99` tries others. */
const [first = 1, last = 3] = (process.env["ROTATION_SEEDS"] ?? "1..3").split("..").map(Number);

for (let seed = first; seed <= last; seed += 1) {
  test(`every line comes once and in order whenever the file is rotated (seed ${seed})`, async (t) => {
    const follower = new Follower(t, ["a"]);
    writeFileSync(follower.path("a"), "");
    let acknowledged = 0;
    follower.onLine = () => {
      acknowledged += 1;
      // Not each line, so that the writer is ahead at times.
      if (acknowledged % 7 > 0 && acknowledged < follower.lines.length) return;
      writeFileSync(follower.path("next"), String(acknowledged));
      renameSync(follower.path("next"), follower.path("acknowledged"));
    };
    follower.start();
    const program = join(import.meta.dirname, "rotating-writer.ts");
    const writer = spawn(process.execPath, [program, follower.folder, String(seed), String(LINES)], {
      stdio: "inherit",
    });
    t.after(() => writer.kill());
    const ended = once(writer, "exit");
    await follower.count(LINES);
    await ended;
    assert.deepEqual(
      follower.texts.map((text) => Number(text.split(" ")[0])),
      Array.from({ length: LINES }, (_, number) => number + 1),
    );
    const rotations = follower.log.filter((line) => /recreated|truncated/.test(line)).length;
    assert.ok(rotations > 10, `${rotations} rotations`);
  });
}
