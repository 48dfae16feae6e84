import assert from "node:assert/strict";
import { test } from "node:test";
import yargs from "yargs";
import { normaliseArguments } from "../../../src/cli/arguments.ts";

const OPTIONS = ["conf", "bufsize", "input-timeout", "intevents", "strict"];
const FLAGS = ["intevents", "strict"];

function normal(...args: readonly string[]): readonly string[] {
  return normaliseArguments(args, OPTIONS, FLAGS);
}

test("options are recognised in all of SEC's spellings", () => {
  assert.deepEqual(normal("-conf=a", "--CONF", "b", "-con", "c"), ["--conf=a", "--conf=b", "--conf=c"]);
  assert.deepEqual(normal("--input_timeout=5", "-inte"), ["--input-timeout=5", "--intevents"]);
  assert.deepEqual(normal("--in=5"), ["--in=5"], "an ambiguous abbreviation stays as it is");
  assert.deepEqual(normal("--strict", "--", "--conf"), ["--strict", "--", "--conf"]);
});

test("what follows an option that takes a value is its value, whatever it looks like", () => {
  assert.deepEqual(normal("--conf", "-", "--conf", "--strict"), ["--conf=-", "--conf=--strict"]);
});

test("an option without its value is a mistake", () => {
  for (const args of [["--conf"], ["--conf="], ["--conf", ""], ["--strict", "-bufsize"]]) {
    assert.throws(() => normal(...args), /^Error: --(conf|bufsize) needs a value$/);
  }
});

test("quotes in a value reach the command", () => {
  for (const value of ["'a b'", '"a"', "'a' 'b'", "''", "'", "a'b", `"'a'"`]) {
    const { conf } = yargs([...normal("--conf", value)])
      .option("conf", { type: "string" })
      .parseSync();
    assert.equal(conf, value);
  }
});
