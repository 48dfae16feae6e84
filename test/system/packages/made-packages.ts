import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import packageDescription from "../../../package.json" with { type: "json" };

export const ROOT = join(import.meta.dirname, "../../..");
const FOLDER = join(ROOT, "build/test-packages");
const SOURCES = ["build/lib", "build/bin", "debian", "docs", "examples", "packaging", "rpm", "systemd"];

/** Two versions of both packages. */
export interface MadePackages {
  readonly olderDeb: string;
  readonly newerDeb: string;
  readonly olderRpm: string;
  readonly newerRpm: string;
  readonly newer: string;
}

/** Why no packages can be made here; undefined if they can. Installs what makes and checks them. */
export function whyNotMade(): string | undefined {
  const { status, stderr, error } = spawnSync(join(ROOT, "scripts/install-package-tools"), {
    encoding: "utf8",
  });
  if (status === 0) return undefined;
  const reason = error?.message ?? stderr.trim();
  process.stderr.write(`\n*** NOT TESTED: packages. ${reason} ***\n\n`);
  return reason;
}

/** Makes the packages of the program as it is built, unless that has been done. */
export function madePackages(): MadePackages {
  const older = packageDescription.version;
  const newer = `${older}+next`;
  locked(() => {
    const stamp = join(FOLDER, "sources");
    const digest = digestOfSources();
    if (existsSync(stamp) && readFileSync(stamp, "utf8") === digest) return;
    let stage = "--built";
    for (const version of [older, newer]) {
      for (const script of ["build-deb", "build-rpm"]) {
        make(script, [`--version=${version}`, `--to=${FOLDER}`, stage]);
        stage = "--staged";
      }
    }
    writeFileSync(stamp, digest);
  });
  const [deb, rpm] = [
    process.arch === "x64" ? "amd64" : "arm64",
    process.arch === "x64" ? "x86_64" : "aarch64",
  ];
  return {
    olderDeb: join(FOLDER, `sec-ts_${older}_${deb}.deb`),
    newerDeb: join(FOLDER, `sec-ts_${newer}_${deb}.deb`),
    olderRpm: join(FOLDER, `sec-ts-${older}-1.${rpm}.rpm`),
    newerRpm: join(FOLDER, `sec-ts-${newer}-1.${rpm}.rpm`),
    newer,
  };
}

/**
 * Copies the checkout to another place, has scripts/demo build it there, and scripts/release make and check
 * all of the older version, under other circumstances. What that makes is put into a folder. Returns what the
 * demonstration has shown.
 */
export function releasedElsewhere(folder: string): string {
  const elsewhere = { TZ: "Pacific/Auckland", LANG: "de_DE.UTF-8", USER: "somebody", HOME: folder };
  mkdirSync(FOLDER, { recursive: true });
  // On the same file system, so that dependencies need not be copied.
  const copy = mkdtempSync(join(FOLDER, "another-checkout-"));
  try {
    const apart = new Set(["build", "node_modules", "test", ".git"]);
    for (const name of readdirSync(ROOT).filter((entry) => !apart.has(entry)))
      cpSync(join(ROOT, name), join(copy, name), { recursive: true });
    execFileSync("cp", ["-al", join(ROOT, "node_modules"), copy]);
    const shown = execFileSync(join(copy, "scripts/demo"), { cwd: "/", encoding: "utf8" });
    make("release", ["--unreleased", `--to=${folder}`, "--built"], elsewhere, copy);
    return shown;
  } finally {
    rmSync(copy, { recursive: true });
  }
}

/** One at a time: all of them work in the same folders. */
function locked(act: () => void): void {
  mkdirSync(FOLDER, { recursive: true });
  const lock = openSync(join(FOLDER, "lock"), "w");
  try {
    // The lock belongs to the open file, which is ours as well.
    execFileSync("flock", ["3"], { stdio: ["ignore", "inherit", "inherit", lock] });
    act();
  } finally {
    closeSync(lock);
  }
}

function make(
  script: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  checkout = ROOT,
): void {
  execFileSync(join(checkout, "scripts", script), ["--quick", ...args], {
    cwd: checkout,
    // A commit in between would change the date of what is made.
    env: { ...process.env, SOURCE_DATE_EPOCH: "1790000000", ...environment },
    stdio: ["ignore", "ignore", "inherit"],
  });
}

function digestOfSources(): string {
  const hash = createHash("sha256");
  for (const folder of SOURCES) {
    const names = readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).toSorted();
    for (const name of names) {
      const path = join(ROOT, folder, name);
      if (statSync(path).isFile()) hash.update(`${path}\0`).update(readFileSync(path));
    }
  }
  return hash.digest("hex");
}
