import assert from "node:assert/strict";
import { test } from "node:test";
import { continueTimeline } from "../../../src/core/timeline.ts";
import { engineWith, feed, START } from "../store/engines.ts";
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

test("events that were left in the queue come before the next line", () => {
  const rules = `type=Single
ptype=RegExp
pattern=^one
desc=one
action=event two; event three

type=Single
ptype=RegExp
pattern=.
desc=$0
action=write - $0
`;
  const output: string[] = [];
  const engine = engineWith(rules, (effect) => {
    if (effect.kind === "write") output.push(effect.text);
  });
  Object.assign(engine.ports, { mustPause: () => true });
  feed(engine, "one");
  assert.equal(engine.queue.size, 1);
  Object.assign(engine.ports, { mustPause: () => false });
  const line = { text: "line", source: "log", context: undefined, time: START };
  const lines = [line];
  continueTimeline(engine, { next: () => lines.shift(), end: START });
  assert.deepEqual(
    output.map((text) => text.trim()),
    ["two", "three", "line"],
  );
});
