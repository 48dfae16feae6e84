import assert from "node:assert/strict";
import { test } from "node:test";
import { keyOf, readTexts, readVerdicts } from "./cases.ts";
import { judge } from "./reference.ts";

test("the installed reference gives every rule file of the corpus its golden verdict", () => {
  const golden = readVerdicts();
  const cases = readTexts();
  assert.deepEqual(Object.keys(golden), cases.map(keyOf), "run scripts/regenerate-verdicts");
  const differences = judge(cases, { confirm: false })
    .map(({ key, verdict }) => ({ key, golden: golden[key], reference: verdict }))
    .filter((verdict) => JSON.stringify(verdict.golden) !== JSON.stringify(verdict.reference));
  assert.deepEqual(differences, []);
});

test("the corpus holds hundreds of faulty and hundreds of valid rule files", () => {
  const verdicts = Object.values(readVerdicts());
  assert.ok(verdicts.filter(({ exit }) => exit === 1).length >= 250);
  assert.ok(verdicts.filter(({ exit }) => exit === 0).length >= 250);
});
