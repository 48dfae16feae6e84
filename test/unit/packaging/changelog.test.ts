import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";

const ROOT = join(import.meta.dirname, "../../..");
const CHANGELOG = `# Changelog

All notable changes.

## Unreleased

### Added
- One thing that costs 100 % less, of which there is so much to be said that it needs a second
  line.
- Another.

### Changed
- A third.

## 0.9.0 - 2026-02-03

- The first.
`;

function changelog(format: "deb" | "rpm"): string {
  const values = { format, version: "1.0.0", date: "@1790000000", maintainer: "Some One <one@example.org>" };
  const given = Object.entries(values).flatMap(([name, value]) => ["-v", `${name}=${value}`]);
  const args = ["-f", join(ROOT, "packaging/changelog"), ...given];
  return execFileSync("awk", args, { encoding: "utf8", input: CHANGELOG });
}

test("Debian's changelog has every version, and what is not released as the present one", () => {
  assert.equal(
    changelog("deb"),
    `sec-ts (1.0.0) unstable; urgency=medium

  * One thing that costs 100 % less, of which there is so much to be said that
    it needs a second line.
  * Another.
  * A third.

 -- Some One <one@example.org>  Mon, 21 Sep 2026 14:13:20 +0000

sec-ts (0.9.0) unstable; urgency=medium

  * The first.

 -- Some One <one@example.org>  Tue, 03 Feb 2026 00:00:00 +0000

`,
  );
});

test("rpm's changelog has them as well, and nothing in it is a macro", () => {
  assert.equal(
    changelog("rpm"),
    `* Mon Sep 21 2026 Some One <one@example.org> - 1.0.0-1
- One thing that costs 100 %% less, of which there is so much to be said that
  it needs a second line.
- Another.
- A third.

* Tue Feb 03 2026 Some One <one@example.org> - 0.9.0-1
- The first.

`,
  );
});

test("a version of which CHANGELOG.md has no section is not released", (t: TestContext) => {
  const folder = mkdtempSync(join(tmpdir(), "sec-ts-release-"));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const name of ["scripts", "packaging"])
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  writeFileSync(join(folder, "package.json"), '{\n  "version": "1.0.0",\n}\n');
  writeFileSync(join(folder, "CHANGELOG.md"), CHANGELOG);
  const { status, stderr } = spawnSync(join(folder, "scripts/release"), { encoding: "utf8" });
  assert.equal(status, 1);
  assert.match(stderr, /CHANGELOG\.md has no section "## 1\.0\.0 - YYYY-MM-DD"/);
});
