import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const ROOT = join(import.meta.dirname, "../../..");
const SCRIPT = '. packaging/architecture.sh; for_architecture "$1" && echo "$platform $machine $gnu"';
const { packages } = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as {
  readonly packages: Readonly<Record<string, { readonly version?: string }>>;
};

function names(architecture: string): string {
  const args = ["-c", SCRIPT, "bash", architecture];
  return execFileSync("bash", args, { cwd: ROOT, encoding: "utf8", stdio: "pipe" });
}

test("whatever the lock file has for one kind of machine it has for the other, of the same version", () => {
  const native = Object.keys(packages).filter((name) => /linux[-_]x64/.test(name));
  assert.ok(native.length >= 3, native.join());
  for (const name of native) {
    const counterpart = packages[name.replace("x64", "arm64")];
    assert.equal(counterpart?.version, packages[name]?.version, name);
  }
});

test("packages can be made for both kinds of machines, and for no others", () => {
  assert.equal(names("amd64"), "x64 x86_64 x86_64-linux-gnu\n");
  assert.equal(names("arm64"), "arm64 aarch64 aarch64-linux-gnu\n");
  assert.throws(() => names("riscv64"), /there is no Node for riscv64/);
});
