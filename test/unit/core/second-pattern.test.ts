import assert from "node:assert/strict";
import { test } from "node:test";
import { runRules } from "./rules-over-trace.ts";

test("after a cached match the second pattern is tried, found invalid once, and the rest goes on", () => {
  const rules = `type=Single
ptype=RegExp
pattern=^known
varmap=seen
continue=TakeNext
desc=known
action=none

type=Pair
ptype=NCached
pattern=seen
desc=pair
action=write - started
ptype2=RegExp
pattern2=($1
desc2=end
action2=write - ended

type=Single
ptype=RegExp
pattern=(.*)
desc=other
action=write - $1
`;
  const { output, log } = runRules(rules, "@100 one\n@101 known\n@102 known again\n");
  assert.deepEqual(output, ["started", "known", "known again"]);
  const faults = log.filter((line) => line.startsWith("Invalid regular expression '($1'"));
  assert.ok(faults.length > 0);
});
