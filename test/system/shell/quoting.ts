import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fillInQuoted, shellTemplate } from "../../../src/core/templates/shell-template.ts";

/** The shells that /bin/sh may be. */
export const SHELLS = ["dash", "bash"] as const;

/**
 * What a shell must not do with values: `args` shows its arguments, and `PWNED` is what values try to run.
 * Bytes are those of latin1, so the locale is one of single bytes.
 */
const PROLOGUE = `args() { printf '<%s>' "$@"; echo; }
PWNED() { echo "run: $*" >> PWNED_FILE; }
`;

/** Hostile values. */
export const VALUES: readonly string[] = [
  "",
  " ",
  "plain",
  "two words",
  " leading and trailing ",
  "'",
  "''",
  "'\\''",
  "'; PWNED; '",
  "'\n PWNED\n'",
  '"',
  '"; PWNED; "',
  '"\nPWNED\n"',
  '\\"; PWNED; \\"',
  "\\",
  "\\\\",
  "\\'; PWNED; \\'",
  "\\\nPWNED",
  "\n",
  "\nPWNED\n",
  "a\n\n",
  "\r\n",
  "$(PWNED)",
  "`PWNED`",
  "${IFS}PWNED",
  "$HOME",
  "$'\\n'",
  "$((1+1))",
  "$",
  "; PWNED",
  "| PWNED",
  "& PWNED &",
  "&& PWNED",
  "|| PWNED",
  ") ; PWNED ; (",
  "} ; PWNED ; {",
  "<(PWNED)",
  "> /dev/full",
  "<<EOF",
  "# comment",
  "#",
  "*",
  "?",
  "[a-z]*",
  "~",
  "~root",
  "{a,b}",
  "!!",
  "!PWNED",
  "a=b",
  "-n",
  "--",
  "\t",
  "\x01\x7f",
  "\x80\xff\xfe",
  "\x83\\",
  '\x83"; PWNED; "',
  "\x83'; PWNED; '",
  "f\xc3\xbcr",
  "if",
  "esac",
  "%s%n",
  "$1",
  "${1}",
  "%s",
  "x".repeat(5000),
];

/** Fills `$1` and `$2` into a command line as `--shell-vars=escape` does; undefined if it refuses to. */
export function filled(text: string, ...values: readonly string[]): string | undefined {
  const form = shellTemplate({ text, span: { start: 0, end: 0 } }, "match", true);
  if ("reason" in form) return undefined;
  return fillInQuoted(
    form,
    ({ name }) => values[Number(name) - 1] ?? "",
    () => "",
  );
}

const folder = mkdtempSync(join(tmpdir(), "shell-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

/** What a shell makes of command lines: its output, and what has been run that must not be. */
export function run(shell: string, lines: string): { readonly out: string; readonly pwned: string } {
  // Node writes arguments in UTF-8, but a file has bytes.
  const script = join(folder, "script");
  const pwned = join(folder, "pwned");
  writeFileSync(script, PROLOGUE.replaceAll("PWNED_FILE", pwned) + lines, "latin1");
  rmSync(pwned, { force: true });
  const { stdout } = spawnSync(shell, [script], {
    encoding: "latin1",
    env: { PATH: process.env["PATH"], HOME: "/home", LC_ALL: "C" },
    cwd: folder,
    stdio: ["ignore", "pipe", "ignore"],
    timeout: 10_000,
  });
  return { out: stdout, pwned: existsSync(pwned) ? readFileSync(pwned, "latin1") : "" };
}
