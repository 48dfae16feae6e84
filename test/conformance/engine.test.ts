import assert from "node:assert/strict";
import { test } from "node:test";
import { outcomeText, readCases } from "./cases.ts";
import { runEngine } from "./engine.ts";
import { comparable } from "./engine-state.ts";
import { stateDifference } from "./fuzz/compare.ts";
import type { State } from "./outcome.ts";

/** Cases that our engine cannot be compared with in virtual time, and why. */
const LEFT_OUT: readonly (readonly [prefix: string, reason: string])[] = [
  ["options/testonly", "an option of the daemon, not of the engine"],
  ["options/unknown-option-is-ignored", "the replay refuses options that do not exist"],
  ["commands/addinput-and-dropinput", "it runs as a replay, in test/unit/cli/replay.test.ts"],
];

/** Its rules with Perl code change the state, but not the output. */
const STATE_NEEDS_PERL = "config/pattern-type-spellings";

for (const stored of readCases()) {
  const leftOut = LEFT_OUT.find(([prefix]) => stored.name.startsWith(prefix));
  test(`${stored.name} is as in the reference`, { skip: leftOut?.[1] ?? false }, () => {
    const outcome = runEngine(stored);
    assert.equal(outcomeText(stored, outcome), stored.expected);
    if (stored.expectedState === undefined || stored.name === STATE_NEEDS_PERL) return;
    const expected = comparable(JSON.parse(stored.expectedState) as State);
    assert.equal(stateDifference(expected, outcome.state), undefined);
  });
}
