import assert from "node:assert/strict";
import { test } from "node:test";
import { runRules } from "./rules-over-trace.ts";

const SLOW = "^((\\w+)\\s?)*\\2$";
const HOSTILE = `${"a".repeat(3000)}!`;

function tooLong(log: readonly string[]): readonly string[] {
  return log
    .filter((line) => line.includes("takes too long"))
    .map((line) => line.replace(/^.*\(rule in \S*a\.conf at /, "").replace(")", ""));
}

test("a line on which a pattern takes too long is no match, which is logged with the rule's place", () => {
  const rules = `type=Single
ptype=RegExp
pattern=${SLOW}
desc=slow
action=write - matched

type=Single
ptype=RegExp
pattern=^(.).*
desc=fast
action=write - $1
`;
  const { output, log } = runRules(
    rules,
    `@100 ${HOSTILE}\n@101 ${HOSTILE}\n@159 ${HOSTILE}\n@200 ${HOSTILE}\n`,
  );
  assert.deepEqual(output, ["a", "a", "a", "a"]);
  assert.deepEqual(
    tooLong(log),
    ["line 1, 1 so far", "line 1, 4 so far"],
    "once a minute, not for every line",
  );
});

test("rules with the same pattern are counted, and logged, each for itself", () => {
  const rule = `type=Single
ptype=NRegExp
pattern=${SLOW}
continue=TakeNext
desc=slow
action=write - matched

`;
  const { output, log } = runRules(rule + rule, `@100 ${HOSTILE}\n`);
  assert.deepEqual(
    output,
    ["matched", "matched"],
    "the negated pattern matches where the pattern is given up",
  );
  assert.deepEqual(tooLong(log), ["line 1, 1 so far", "line 8, 1 so far"]);
});

test("second patterns made of many values are counted for their rule", () => {
  const rules = `type=Pair
ptype=RegExp
pattern=^open (\\d+)$
desc=pair $1
action=none
ptype2=RegExp
pattern2=^((\\w+)\\s?)*(?:\\2$|$1)
desc2=end
action2=write - ended
window=0
`;
  const opened = Array.from({ length: 20 }, (_, at) => `@100 open ${at}\n`).join("");
  const { log } = runRules(rules, `${opened}@101 ${HOSTILE}\n@161 ${HOSTILE}\n`);
  assert.deepEqual(tooLong(log), ["line 1, 1 so far", "line 1, 21 so far"]);
});

test("an event group pattern that takes too long does not match, and is counted for its rule", () => {
  const rules = `type=EventGroup
ptype=RegExp
pattern=.
desc=group
action=write - complete
egptype=RegExp
egpattern=^((.| )+)*\\2[#%]$
window=1000
thresh=100
`;
  const { output, log } = runRules(rules, "@100 a\n".repeat(101));
  assert.deepEqual(output, []);
  assert.equal(tooLong(log).length, 1);
});
