import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";

const LINES_PER_FILE = 400;
const LINES_PER_FUNCTION = 70;
const CHARACTERS_PER_LINE = 110;
const VAGUE_NAMES =
  /(^|[-/])(manager|handler|service|util|utils|helper|helpers|common|misc|data|info)([-./]|$)/;

/** Files that may break a limit, each with its reason. */
const EXCEPTIONS: Readonly<Record<string, string>> = {};

function sources(): string[] {
  const listed = execFileSync(
    "git",
    ["ls-files", "--cached", "--others", "--exclude-standard", "src", "test", "packaging"],
    {
      encoding: "utf8",
    },
  );
  return listed.split("\n").filter((name) => name.endsWith(".ts") && existsSync(name));
}

function faults(check: (name: string, lines: string[]) => string | undefined): string[] {
  return sources()
    .filter((name) => EXCEPTIONS[name] === undefined)
    .map((name) => check(name, readFileSync(name, "utf8").split("\n")))
    .filter((fault) => fault !== undefined);
}

/** The longest function in a formatted file: from a line that opens a body to the brace at its own indent. */
function longestFunction(lines: readonly string[]): { readonly line: number; readonly length: number } {
  let longest = { line: 0, length: 0 };
  lines.forEach((line, start) => {
    const opening =
      /^(\s*)(?:export |default |async |static |private |readonly |override )*(?:function\b|\w+\(.*\{$|(?:const|let) \w+ = (?:async )?\(?.*=> \{$)/.exec(
        line,
      );
    if (!opening || /^\s*(?:if|for|while|switch|describe|test|it)\b/.test(line)) return;
    const end = lines.findIndex((other, at) => at > start && other.startsWith(`${opening[1]}}`));
    if (end - start + 1 > longest.length) longest = { line: start + 1, length: end - start + 1 };
  });
  return longest;
}

test("every file is short enough to be read in one sitting", () => {
  assert.deepEqual(
    faults((name, lines) => (lines.length > LINES_PER_FILE ? `${name}: ${lines.length} lines` : undefined)),
    [],
  );
});

test("every function fits on a page", () => {
  assert.deepEqual(
    faults((name, lines) => {
      const { line, length } = longestFunction(lines);
      return length > LINES_PER_FUNCTION ? `${name}:${line}: ${length} lines` : undefined;
    }),
    [],
  );
});

test("no line is longer than the screen", () => {
  assert.deepEqual(
    faults((name, lines) => {
      const at = lines.findIndex(
        (line) => line.length > CHARACTERS_PER_LINE && !/https?:|RegExp|= \/|\/\.test|\/\.exec/.test(line),
      );
      return at < 0 ? undefined : `${name}:${at + 1}`;
    }),
    [],
  );
});

test("no file has a name that could mean anything", () => {
  assert.deepEqual(
    sources().filter((name) => VAGUE_NAMES.test(name)),
    [],
  );
});
