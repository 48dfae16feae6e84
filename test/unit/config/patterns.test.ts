import assert from "node:assert/strict";
import { test } from "node:test";
import type { Pattern } from "../../../src/core/patterns/index.ts";
import { faults, onlyRule, single } from "./parse.ts";

function pattern(ptype: string, text: string, fields: Record<string, string> = {}): Pattern {
  const rule = onlyRule(single({ ptype, pattern: text, ...fields }));
  if (!("condition" in rule)) throw new Error("no condition");
  return rule.condition.pattern;
}

const patternFaults = (ptype: string, text: string): readonly string[] =>
  faults(single({ ptype, pattern: text })).filter((fault) => fault !== "no-rules: ");

test("a pattern type may be negated and have a number of lines", () => {
  const { type, negated, lines } = pattern("nRegExp02", "x");
  assert.deepEqual([type, negated, lines], ["regexp", true, 2]);
  assert.equal(pattern("NCached", "A").negated, true);
  for (const ptype of [
    "RegExp0",
    "NTValue",
    "TValue1",
    "Cached2",
    "NNSubStr",
    "SubStr-1",
    "N",
    "constructor",
  ]) {
    assert.deepEqual(patternFaults(ptype, "TRUE"), [`unknown-pattern-type: ${ptype}`]);
  }
});

test("backslash sequences of a SubStr pattern are replaced", () => {
  assert.equal(pattern("SubStr", "a\\tb\\s\\0c\\\\d").value, "a\tb c\\d");
});

test("values of Cached and TValue patterns are checked", () => {
  assert.equal(pattern("TValue", "true").value, true);
  assert.deepEqual(patternFaults("TValue", "yes"), ["invalid-pattern: yes"]);
  assert.deepEqual(patternFaults("Cached", "1x"), ["invalid-pattern: 1x"]);
});

test("an invalid regular expression is reported at the place inside it", () => {
  assert.deepEqual(patternFaults("RegExp", "ab[c"), ["invalid-regular-expression: ["]);
  assert.deepEqual(patternFaults("RegExp", "a(b|c"), ["invalid-regular-expression: ("]);
  assert.deepEqual(patternFaults("RegExp", "a**"), ["invalid-regular-expression: *"]);
});

test("a regular expression that is valid in Perl, but not run here, is told apart", () => {
  assert.deepEqual(patternFaults("RegExp", "a\\b{sb}"), ["unsupported-regular-expression: \\"]);
});

function pairFaults(ptype: string, pattern2: string): readonly string[] {
  const fields = { ptype2: "RegExp", pattern2, desc2: "d", action2: "none" };
  return faults(single({ type: "Pair", ptype, pattern: "x", ...fields }));
}

test("a second pattern with variables of the first is not compiled when rules are read", () => {
  assert.deepEqual(pairFaults("RegExp", "$1("), []);
  assert.deepEqual(pairFaults("RegExp", "${1}("), []);
  assert.deepEqual(pairFaults("NCached", "$$("), []);
  assert.equal(pairFaults("SubStr", "$1(").length, 2);
  assert.equal(pairFaults("RegExp", "x(").length, 2);
  assert.equal(pairFaults("RegExp", "a$b(").length, 2);
});

test("a variable map names variables and cache entries", () => {
  const { variableMap } = pattern("RegExp", "(x)", { varmap: "SSH; user = 1;all=0 ;" });
  assert.deepEqual(variableMap?.entries, ["SSH"]);
  assert.deepEqual(variableMap?.variables, [
    { name: "user", number: 1 },
    { name: "all", number: 0 },
  ]);
  assert.deepEqual(faults(single({ varmap: "a; b=$1; 2" })), [
    "no-rules: ",
    "invalid-variable-map: b=$1",
    "invalid-variable-map: 2",
  ]);
});

test("a variable map of another pattern type is ignored with a warning, even if it is malformed", () => {
  assert.deepEqual(faults(single({ ptype: "SubStr", varmap: "1;;" })), ["variable-map-ignored: varmap"]);
  assert.equal(pattern("NRegExp", "x", { varmap: "a" }).variableMap, undefined);
});

test("match variables are warned of where no pattern sets them, but not in command lines", () => {
  const fields = { ptype: "SubStr", desc: "a $1", action: "write - $2; shellcmd awk '{print $1}'" };
  assert.deepEqual(faults(single(fields)), ["variable-stays-text: $1", "variable-stays-text: $2"]);
});
