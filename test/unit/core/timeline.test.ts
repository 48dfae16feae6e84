import assert from "node:assert/strict";
import { test } from "node:test";
import { runRules } from "./rules-over-trace.ts";

test("a year without lines is passed over, and what is due in it happens at its second", () => {
  const rules = `type=Single
ptype=SubStr
pattern=go
desc=go
action=create C 20000000 (write - over at %u)
`;
  const began = performance.now();
  const { output } = runRules(rules, "@1000000000 go\n@1031536000\n");
  assert.deepEqual(output, ["over at 1020000001"]);
  assert.ok(performance.now() - began < 5000, "31 million idle seconds are not gone through one by one");
});
