import assert from "node:assert/strict";
import { test } from "node:test";
import { outcomeText, readCases } from "./cases.ts";
import { runEngine } from "./engine.ts";

for (const stored of readCases()) {
  test(stored.name, { skip: stored.name.startsWith("perl/") }, () => {
    assert.equal(outcomeText(stored, runEngine(stored)), stored.expected);
  });
}
