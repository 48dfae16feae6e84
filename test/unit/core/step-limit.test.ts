import assert from "node:assert/strict";
import { test } from "node:test";
import { runRules } from "./rules-over-trace.ts";

const RULES = `type=Single
ptype=RegExp
pattern=^((\\w+)\\s?)*\\2$
desc=slow
action=write - matched

type=Single
ptype=RegExp
pattern=^(.).*
desc=fast
action=write - $1
`;

test("a line on which a pattern takes too long is no match, and the log says so", () => {
  const hostile = `${"a".repeat(3000)}!`;
  const { output, log } = runRules(RULES, `@100 ${hostile}\n@101 ${hostile}\n@200 ${hostile}\n`);
  assert.deepEqual(output, ["a", "a", "a"]);
  const warnings = log.filter((line) => line.includes("takes too long"));
  assert.equal(warnings.length, 2, "once a minute, not for every line");
});
