import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { outcomeText, readCases } from "./cases.ts";
import { stateText } from "./outcome.ts";
import { closeReference, runReference } from "./reference.ts";

describe("the installed reference does what the stored cases say", { concurrency: 2 }, () => {
  for (const stored of readCases().filter(({ byHand }) => byHand === undefined)) {
    test(stored.name, async () => {
      const outcome = await runReference(stored);
      assert.equal(outcomeText(stored, outcome), stored.expected);
      if (stored.expectedState !== undefined) assert.equal(stateText(outcome), stored.expectedState);
    });
  }
  after(closeReference);
});
