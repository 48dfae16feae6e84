import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { manualExamples } from "./manual-examples.ts";
import { closeReference, runReference } from "./reference.ts";

/** Ways in which the reference says that it left out a rule. */
const REJECTED = /^Rule in .*(?:Invalid|Unbalanced|illegal|missing)|Line not in keyword=value format/;

describe("examples of the installed manual", { concurrency: 2 }, () => {
  const examples = manualExamples();

  test("are many", () => {
    assert.ok(examples.length >= 80, `${examples.length} examples`);
  });

  for (const example of examples) {
    test(`${example.name} is understood by the reference, or its faults are`, async () => {
      const { log, exitCode } = await runReference(example);
      const faults = log.flatMap(({ lines }) => lines).filter((line) => REJECTED.test(line));
      const text = Object.values(example.files).join("");
      // The manual shows one action list that is deliberately faulty.
      assert.deepEqual(text.includes('print ")"') ? [] : faults, []);
      assert.equal(exitCode, 0);
    });
  }
  after(closeReference);
});
