import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { runEngine } from "./engine.ts";
import { outcomeDifference, withComparableState } from "./fuzz/compare.ts";
import { manualExamples } from "./manual-examples.ts";
import { closeReference, runReference } from "./reference.ts";

/** Ways in which the reference says that it left out a rule. */
const REJECTED = /^Rule in .*(?:Invalid|Unbalanced|illegal|missing)|Line not in keyword=value format/;

/** The replay has the inputs that it was started with, and shows what would be added. */
const ADDS_INPUTS = /\baddinput\b/;

describe("examples of the installed manual", { concurrency: 2 }, () => {
  const examples = manualExamples();

  test("are many", () => {
    assert.ok(examples.length >= 80, `${examples.length} examples`);
  });

  for (const example of examples) {
    test(`${example.name} is understood by the reference, and does the same here`, async () => {
      const outcome = await runReference(example);
      const { log, exitCode } = outcome;
      const faults = log.flatMap(({ lines }) => lines).filter((line) => REJECTED.test(line));
      const text = Object.values(example.files).join("");
      // The manual shows one action list that is deliberately faulty.
      assert.deepEqual(text.includes('print ")"') ? [] : faults, []);
      assert.equal(exitCode, 0);
      if (ADDS_INPUTS.test(text)) return;
      assert.equal(outcomeDifference(withComparableState(outcome), runEngine(example)), undefined);
    });
  }
  after(closeReference);
});
