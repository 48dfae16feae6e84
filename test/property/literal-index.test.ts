import assert from "node:assert/strict";
import { test } from "node:test";
import { runEngine } from "../conformance/engine.ts";
import { generateCase } from "../conformance/fuzz/generate.ts";

test("leaving rules out by their literals changes nothing", () => {
  for (let seed = 0; seed < 400; seed += 1) {
    const generated = generateCase(30_000 + seed, { perl: false, faults: seed % 2 === 1 });
    const without = runEngine(generated, { literalIndex: false });
    assert.deepEqual(runEngine(generated), without, `seed ${30_000 + seed}`);
    assert.deepEqual(runEngine(generated, { asBytes: true }), without, `seed ${30_000 + seed}, bytes`);
  }
});
