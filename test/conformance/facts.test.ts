import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readCases } from "./cases.ts";

const ROOT = join(import.meta.dirname, "../..");
const FACTS = 75;

interface Row {
  readonly number: string;
  readonly cases: readonly string[];
  /** `path`, or `path: some text that stands in it`. */
  readonly tests: readonly string[];
}

function quoted(cell = ""): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map((found) => found[1]!);
}

/** Whether a test is not there, or lacks the text. */
function isMissing(named: string): boolean {
  const [path = "", text] = named.split(/: (.*)/);
  const file = join(ROOT, path);
  return !existsSync(file) || (text !== undefined && !readFileSync(file, "utf8").includes(text));
}

function rows(): readonly Row[] {
  const table = readFileSync(join(import.meta.dirname, "FACTS.md"), "utf8");
  return table
    .split("\n")
    .filter((line) => /^\| \d/.test(line))
    .map((line) => {
      const [, number = "", , cases, tests] = line.split(/(?<!\\)\|/);
      return { number: number.trim(), cases: quoted(cases), tests: quoted(tests) };
    });
}

test("every fact has a row, and a case or a test that shows it", () => {
  assert.deepEqual(
    rows().map(({ number }) => number),
    Array.from({ length: FACTS }, (_, at) => String(at + 1)),
  );
  assert.deepEqual(
    rows().filter(({ cases, tests }) => cases.length + tests.length === 0),
    [],
  );
});

test("the cases and tests that the facts name are there", () => {
  const known = new Set(readCases().map(({ name }) => name));
  assert.deepEqual(
    rows().flatMap(({ cases }) => cases.filter((name) => !known.has(name))),
    [],
  );
  assert.deepEqual(
    rows().flatMap(({ tests }) => tests.filter(isMissing)),
    [],
  );
});
