import assert from "node:assert/strict";
import { test } from "node:test";
import { outcomeText, readCases } from "./cases.ts";
import { runEngine } from "./engine.ts";

/** Cases that our engine cannot be compared with in virtual time, and why. */
const LEFT_OUT: readonly (readonly [prefix: string, reason: string])[] = [
  ["options/testonly", "an option of the daemon, not of the engine"],
  ["options/unknown-option-is-ignored", "the replay refuses options that do not exist"],
  ["commands/addinput-and-dropinput", "the replay has the inputs that it was started with"],
];

for (const stored of readCases()) {
  const leftOut = LEFT_OUT.find(([prefix]) => stored.name.startsWith(prefix));
  test(`${stored.name} is as in the reference`, { skip: leftOut?.[1] ?? false }, () => {
    assert.equal(outcomeText(stored, runEngine(stored)), stored.expected);
  });
}
