import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { lockFile } from "../../../src/system/file-lock.ts";
import { eventually } from "../../conformance/scripted/program.ts";

/** A file that somebody has locked for some time, in which a process is named. */
async function lockedFile(context: TestContext, pid: number, seconds: number): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "lock-"));
  context.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "lock");
  writeFileSync(path, `${pid}\n`);
  const script = `touch ${join(folder, "locked")}; exec sleep ${seconds}`;
  const owner = spawn("flock", [path, "sh", "-c", script], { stdio: "ignore" });
  context.after(() => owner.kill());
  await eventually("the lock", () => spawnSync("test", ["-e", join(folder, "locked")]).status === 0);
  return path;
}

test("a lock that a dead process has left to one that it started is waited for", async (context) => {
  const { pid } = spawnSync("true");
  const path = await lockedFile(context, pid, 0.3);
  const lock = lockFile(path);
  assert.ok("release" in lock);
  assert.equal(readFileSync(path, "latin1"), `${process.pid}\n`);
  lock.release();
});

test("a lock whose owner lives is not waited for", async (context) => {
  const path = await lockedFile(context, process.pid, 10);
  assert.deepEqual(lockFile(path), { holder: process.pid });
});
