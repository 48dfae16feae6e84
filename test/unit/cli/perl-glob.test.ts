import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
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
  "é.conf",
  "q'q.conf",
  'd"q.conf',
  "*.conf",
]) {
  writeFileSync(name, "");
}
mkdirSync("d");
writeFileSync("d/z.conf", "");
symlinkSync("nowhere", "l.conf");

const BRACES =
  "{b,a}.conf {c,b}* {b*,a*} {nope,b}.conf *.{conf,rules} {a,{b,c}}* {} x{}y {a {a,b x{a,{b " +
  "x{a}} {,a}.conf " +
  "\\{a,b\\}.conf {a\\,b}.conf {[,]a,b}.conf {[}]a,b} {[]a,b}";
const WILDCARDS =
  "*.conf nope*.conf [ab].conf [!a]*.conf [^a]*.conf ?.conf ??.conf a[.]conf [b [a-b]* a}b " +
  "nope.conf [b-a].conf " +
  "[]a].conf [!]a].conf [! [!] [] [a-]* [-a]* [a-b-c]* a** \\*.conf \\[ab].conf a.c*\\f [\\*].conf l.*";
const FOLDERS =
  "*/*.conf **/*.conf .*conf .* \\.* ./*.conf ~/x nope/* d/../*.rules d*//z.conf d*/./z.conf " +
  "*/ */../a.conf " +
  "~root ~root/x ~root/ ~nobody-has-this-name/x ~nobody-has-this-name/* ~'root'/x '~root'/x \\~root/x " +
  "~{root,bin} " +
  "~\\root/x ~root* ./~ a~";
const QUOTES = [
  '"x y.conf"',
  "'x y.conf'",
  "x\\ y.conf",
  "'a.conf' \"b.conf\"",
  "'a'.conf",
  "'*.conf'",
  '"{a,b}.conf"',
  "q'q.conf",
  " q'q.conf a.conf ",
  "q\\'q.conf",
  "'q\\'q.conf'",
  '"q\'q.conf"',
  'd"q.conf',
  '"d\\"q.conf"',
  "\"'a.conf'\"",
  "''",
  '""',
  "a.conf ''",
  "a\\",
  "'a\\",
  " ",
];
const SEVERAL = ["b.conf a.conf", " b.conf  a.conf ", "a.conf\tb.conf", "a.conf\nb.conf", "*.rules *.conf"];

test("patterns expand to the same names in the same order as with Perl's glob", () => {
  const words = `${BRACES} ${WILDCARDS} ${FOLDERS}`.split(" ");
  for (const pattern of [...words, ...QUOTES, ...SEVERAL]) {
    const perl = spawnSync("perl", ["-e", "print map { qq($_\n) } glob($ARGV[0])", "--", pattern], {
      encoding: "utf8",
    });
    assert.deepEqual(perlGlob(pattern), perl.stdout.split("\n").slice(0, -1), pattern);
  }
});
