import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { type TestContext, test } from "node:test";
import { whyNotBooted } from "./booted.ts";
import { madePackages, ROOT, remadePackages } from "./made-packages.ts";

const MEGABYTE = 1_000_000;

/** Skips a test where packages cannot be made, or a command is missing. */
function impossible(context: TestContext, command?: string): boolean {
  const missing =
    command !== undefined && spawnSync(command, ["--version"], { stdio: "ignore" }).error !== undefined;
  const reason = whyNotBooted() ?? (missing ? `${command} is not installed` : undefined);
  if (reason !== undefined) context.skip(reason);
  return reason !== undefined;
}

test("two builds are the same file, wherever and by whomever they are made", (context) => {
  if (impossible(context)) return;
  const { olderDeb, olderRpm } = madePackages();
  const folder = mkdtempSync(join(tmpdir(), "sec-ts-remade-"));
  try {
    remadePackages(folder);
    for (const made of [olderDeb, olderRpm]) {
      const again = readFileSync(join(folder, basename(made)));
      assert.ok(again.equals(readFileSync(made)), `${basename(made)} differs`);
    }
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

test("lintian finds nothing to complain about", (context) => {
  if (impossible(context, "lintian")) return;
  const { olderDeb } = madePackages();
  const { stdout, stderr } = spawnSync("lintian", ["--allow-root", olderDeb], { encoding: "utf8" });
  assert.equal(stdout + stderr, "");
});

test("rpmlint finds nothing to complain about", (context) => {
  if (impossible(context, "rpmlint")) return;
  const { olderRpm } = madePackages();
  const config = join(ROOT, "rpm/rpmlint.toml");
  const { stdout } = spawnSync("rpmlint", ["--config", config, olderRpm], { encoding: "utf8" });
  assert.match(stdout, /; 0 errors, 0 warnings,/, stdout);
});

test("manual pages render without a warning", (context) => {
  if (impossible(context, "mandoc")) return;
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
