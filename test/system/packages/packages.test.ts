import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { type TestContext, test } from "node:test";
import { constants, createZstdCompress } from "node:zlib";
import { madePackages, ROOT, releasedElsewhere, whyNotMade } from "./made-packages.ts";

const MEGABYTE = 1_000_000;

/** Skips a test where packages cannot be made; elsewhere their tools are installed. */
function impossible(context: TestContext): boolean {
  const reason = whyNotMade();
  if (reason !== undefined) context.skip(reason);
  return reason !== undefined;
}

test("a release that is built elsewhere is the same, and lintian and rpmlint are content", (context) => {
  if (impossible(context)) return;
  const { olderDeb, olderRpm } = madePackages();
  const folder = mkdtempSync(join(tmpdir(), "sec-ts-release-"));
  try {
    const shown = releasedElsewhere(folder);
    assert.match(shown, /^\d+ rules in \d+ files?$/m);
    assert.match(shown, /^SSH brute force from 192\.0\.2\.10$/m);
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
  const files = execFileSync("dpkg-deb", ["--contents", olderDeb], { encoding: "utf8" });
  const modules = files.split("\n").filter((line) => line.endsWith(".node"));
  assert.equal(modules.length, 2);
  assert.doesNotMatch(files, /darwin|win32|musl|\.map$|\.ts$/m);
  assert.doesNotMatch(field("Depends"), /node/);
});

test("completions and manual pages are where the shells of each distribution look", (context) => {
  if (impossible(context)) return;
  const { olderDeb, olderRpm } = madePackages();
  const deb = execFileSync("dpkg-deb", ["--contents", olderDeb], { encoding: "utf8" });
  const rpm = execFileSync("rpm", ["--query", "--list", "--package", olderRpm], { encoding: "utf8" });
  const both = ["bash-completion/completions/sec-ts", "fish/vendor_completions.d/sec-ts.fish"];
  const pages = ["man/man1/sec-ts.1.gz", "man/man5/sec-ts-rules.5.gz", "man/man5/sec-ts.options.5.gz"];
  for (const name of [...both, ...pages]) {
    assert.ok(deb.includes(` ./usr/share/${name}\n`), name);
    assert.ok(rpm.includes(`/usr/share/${name}\n`), name);
  }
  assert.ok(deb.includes(" ./usr/share/zsh/vendor-completions/_sec-ts\n"));
  assert.ok(rpm.includes("/usr/share/zsh/site-functions/_sec-ts\n"));
});

test("the package is small enough to be downloaded and installed", async (context) => {
  if (impossible(context)) return;
  const { olderDeb } = madePackages();
  const installed = execFileSync("dpkg-deb", ["--field", olderDeb, "Installed-Size"], { encoding: "utf8" });
  assert.ok(Number(installed) * 1024 < 150 * MEGABYTE, `${installed.trim()} KiB are installed`);
  // Tests compress little. What is published is compressed by xz, better than this.
  const packer = spawn("dpkg-deb", ["--fsys-tarfile", olderDeb], { stdio: ["ignore", "pipe", "inherit"] });
  const level = { params: { [constants.ZSTD_c_compressionLevel]: 3 } };
  let bytes = 0;
  for await (const chunk of packer.stdout.pipe(createZstdCompress(level))) bytes += (chunk as Buffer).length;
  assert.equal(packer.exitCode ?? (await once(packer, "exit"))[0], 0);
  assert.ok(bytes > 10 * MEGABYTE && bytes < 45 * MEGABYTE, `${bytes} bytes are downloaded`);
});

test("no package that is too large is made", (context) => {
  if (impossible(context)) return;
  const folder = mkdtempSync(join(tmpdir(), "sec-ts-limits-"));
  const made = (installed: number, bytes: number): string => {
    const control = `Package: x\nVersion: 1\nArchitecture: all\nMaintainer: X <x@example.org>
Installed-Size: ${installed}\nDescription: x\n`;
    mkdirSync(join(folder, "tree/DEBIAN"), { recursive: true });
    writeFileSync(join(folder, "tree/DEBIAN/control"), control);
    execFileSync("dpkg-deb", ["--build", join(folder, "tree"), join(folder, "x.deb")], { stdio: "ignore" });
    // What follows the archive is not read.
    if (bytes > 0) truncateSync(join(folder, "x.deb"), bytes);
    const { stderr, status } = spawnSync(join(ROOT, "packaging/within-limits"), [join(folder, "x.deb")], {
      encoding: "utf8",
    });
    return status === 0 ? "" : stderr.replace(/^\S+ /, "");
  };
  try {
    assert.equal(made(140_000, 0), "");
    assert.equal(made(147_000, 0), "takes 150528000 bytes installed; it may take 150000000\n");
    assert.equal(made(140_000, 45_000_000), "has 45000000 bytes; it may have 45000000\n");
  } finally {
    rmSync(folder, { recursive: true });
  }
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
