import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { MAIN } from "../../main-program.ts";

const folder = mkdtempSync(join(tmpdir(), "conf-"));
after(() => rmSync(folder, { recursive: true }));
for (const name of ["a.conf", "b.conf", "x y.conf", "-"]) {
  writeFileSync(join(folder, name), "type=Suppress\nptype=SubStr\npattern=x\n");
}

const VALUES = [
  "'x y.conf'",
  "'a.conf' \"b.conf\"",
  "\"'a.conf'\"",
  "{b,a}.conf",
  "~root",
  "~root/*.nope",
  "''",
  " ",
  "-",
];
const WITHOUT_MATCH = ["--log", "=", "a.conf=", "~nobody-has-this-name/x", "{a"];

/** The files that the reference reads, in order, and its exit code. */
function reference(args: readonly string[]): readonly unknown[] {
  const log = join(folder, "log");
  const { status } = spawnSync("sec", ["--testonly", `--log=${log}`, "--debug=6", ...args], { cwd: folder });
  const read = readFileSync(log, "latin1").matchAll(/: Reading configuration from (.*)$/gm);
  rmSync(log);
  return [Array.from(read, ([, path]) => path), status];
}

function ours(args: readonly string[]): readonly unknown[] {
  const run = spawnSync(process.execPath, [MAIN, "check", "--format=json", ...args], {
    cwd: folder,
    encoding: "utf8",
  });
  return [JSON.parse(run.stdout).files, run.status];
}

test("values of --conf name the same files, in the same order, with the same exit code", () => {
  [...VALUES, ...WITHOUT_MATCH].forEach((value, index) => {
    const args = index % 2 === 0 ? ["--conf", value] : [`-conf=${value}`, "--CON=a.conf"];
    assert.deepEqual(ours(args), reference(args), args.join(" "));
  });
});
