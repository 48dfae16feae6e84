import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { type TestContext, test } from "node:test";
import { madePackages, ROOT, released, whyNotMade } from "./made-packages.ts";

const MEGABYTE = 1_000_000;

/** Skips a test where packages cannot be made; elsewhere their tools are installed. */
function impossible(context: TestContext): boolean {
  const reason = whyNotMade();
  if (reason !== undefined) context.skip(reason);
  return reason !== undefined;
}

test("a release is what was built before, and lintian and rpmlint are content", (context) => {
  if (impossible(context)) return;
  const { olderDeb, olderRpm } = madePackages();
  const folder = mkdtempSync(join(tmpdir(), "sec-ts-release-"));
  try {
    released(folder);
    for (const made of [olderDeb, olderRpm]) {
      const again = readFileSync(join(folder, basename(made)));
      assert.ok(again.equals(readFileSync(made)), `${basename(made)} differs`);
    }
    execFileSync("sha256sum", ["--check", "--strict", "--quiet", "SHA256SUMS"], { cwd: folder });
    const sums = readFileSync(join(folder, "SHA256SUMS"), "utf8").trim().split("\n");
    assert.deepEqual(
      sums.map((line) => line.split(/ +/)[1]),
      ["changelog.Debian", "changelog.rpm", basename(olderRpm), basename(olderDeb)],
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("the package holds this platform's files only, and not too much of them", (context) => {
  if (impossible(context)) return;
  const { olderDeb } = madePackages();
  const field = (name: string): string =>
    execFileSync("dpkg-deb", ["--field", olderDeb, name], { encoding: "utf8" }).trim();
  assert.ok(Number(field("Installed-Size")) * 1024 < 150 * MEGABYTE);
  const files = execFileSync("dpkg-deb", ["--contents", olderDeb], { encoding: "utf8" });
  const modules = files.split("\n").filter((line) => line.endsWith(".node"));
  assert.equal(modules.length, 2);
  assert.doesNotMatch(files, /darwin|win32|musl|\.map$|\.ts$/m);
  assert.doesNotMatch(field("Depends"), /node/);
});

test("manual pages render without a warning", (context) => {
  if (impossible(context)) return;
  const folder = mkdtempSync(join(tmpdir(), "sec-ts-man-"));
  try {
    execFileSync(join(ROOT, "packaging/make-reference"), [folder]);
    for (const page of ["man1/sec-ts.1", "man5/sec-ts-rules.5", "man5/sec-ts.options.5"]) {
      const path = join(folder, "usr/share/man", page);
      const lint = spawnSync("mandoc", ["-T", "lint", "-W", "style,stop", path], { encoding: "utf8" });
      // The pages that they name are not installed here.
      const found = lint.stdout.split("\n").filter((line) => !/^$|referenced manual not found/.test(line));
      assert.deepEqual(found, [], page);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
