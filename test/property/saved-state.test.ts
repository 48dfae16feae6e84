import assert from "node:assert/strict";
import { test } from "node:test";
import { runEngine } from "../conformance/engine.ts";
import { generateCase } from "../conformance/fuzz/generate.ts";
import { createRandom } from "../conformance/fuzz/random.ts";

const CASES = 150;

test("an engine that is saved and restored anywhere goes on as if nothing had happened", () => {
  for (let seed = 0; seed < CASES; seed += 1) {
    const generated = generateCase(seed);
    const lines =
      generated.trace.split("\n").length +
      Object.values(generated.inputs ?? {})
        .join("\n")
        .split("\n").length;
    const restartAfter = createRandom(seed).between(0, lines);
    const whole = runEngine(generated);
    const interrupted = runEngine(generated, { restartAfter });
    assert.deepEqual(
      interrupted.ordered,
      whole.ordered,
      `output of seed ${seed}, restarted after ${restartAfter} lines`,
    );
    assert.deepEqual(
      interrupted.state,
      whole.state,
      `state of seed ${seed}, restarted after ${restartAfter} lines`,
    );
  }
});

test("the same rules, lines and times give the same effects", () => {
  for (let seed = 0; seed < CASES; seed += 1) {
    const generated = generateCase(seed);
    assert.deepEqual(runEngine(generated), runEngine(generated), `seed ${seed}`);
  }
});
