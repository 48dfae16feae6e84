import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { test } from "node:test";
import { madePackages, whyNotMade } from "./made-packages.ts";

const STUB = join(import.meta.dirname, "red-hat-9.spec");

test("dnf finds what the .rpm needs in what Red Hat 9 provides", (context) => {
  const reason = whyNotMade();
  if (reason !== undefined) return context.skip(reason);
  const { olderRpm } = madePackages();
  const folder = mkdtempSync(join(tmpdir(), "sec-ts-dnf-"));
  try {
    execFileSync("rpmbuild", ["-bb", "--define", `_topdir ${folder}`, STUB], { stdio: "ignore" });
    const repository = join(folder, "repository");
    mkdirSync(repository);
    const built = join(folder, "RPMS/noarch");
    for (const name of readdirSync(built)) copyFileSync(join(built, name), join(repository, name));
    copyFileSync(olderRpm, join(repository, basename(olderRpm)));
    execFileSync("createrepo_c", ["-q", repository], { stdio: "ignore" });
    const only = ["--setopt=reposdir=/nowhere", "--setopt=pluginpath=/nowhere", "--nogpgcheck"];
    const root = [`--installroot=${join(folder, "root")}`, "--releasever=9"];
    const source = `--repofrompath=stub,file://${repository}`;
    const { stdout, stderr } = spawnSync(
      "dnf",
      [...root, ...only, source, "--assumeno", "install", "sec-ts"],
      {
        encoding: "utf8",
      },
    );
    assert.match(stdout, /^Dependencies resolved\.$/m, stdout + stderr);
    assert.match(stdout, /^Install {2}2 Packages$/m);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
