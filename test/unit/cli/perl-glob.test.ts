import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { perlGlob } from "../../../src/inputs/perl-glob.ts";

const folder = mkdtempSync(join(tmpdir(), "glob-"));
const before = process.cwd();
process.chdir(folder);
after(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});
for (const name of [
  "b.conf",
  "A.conf",
  "a.conf",
  "B.conf",
  "c.rules",
  ".h.conf",
  "x y.conf",
  "a10.conf",
  "a9.conf",
]) {
  writeFileSync(name, "");
}
mkdirSync("d");
writeFileSync("d/z.conf", "");

const BRACES = "{b,a}.conf {c,b}* {b*,a*} {nope,b}.conf *.{conf,rules} {a,{b,c}}* {} x{}y";
const WILDCARDS = "*.conf nope*.conf [ab].conf [!a]*.conf [^a]*.conf ?.conf a[.]conf [b [a-b]* a}b nope.conf";
const FOLDERS = "*/*.conf **/*.conf .*conf ./*.conf ~/x nope/* d/../*.rules";
const SEVERAL = [
  "b.conf a.conf",
  " b.conf  a.conf ",
  '"x y.conf"',
  "'x y.conf'",
  "x\\ y.conf",
  "*.rules *.conf",
];

test("patterns expand to the same names in the same order as with Perl's glob", () => {
  for (const pattern of [...`${BRACES} ${WILDCARDS} ${FOLDERS}`.split(" "), ...SEVERAL]) {
    const perl = spawnSync("perl", ["-e", "print map { qq($_\n) } glob($ARGV[0])", pattern], {
      encoding: "utf8",
    });
    assert.deepEqual(perlGlob(pattern), perl.stdout.split("\n").slice(0, -1), pattern);
  }
});
