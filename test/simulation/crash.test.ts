/*
 * Random rules and events with crashes before, inside and after commits, against the same without them.
 * SEC_TS_SEEDS=N for more seeds than the usual ones.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { generateCase } from "../conformance/fuzz/generate.ts";
import { createRandom } from "../conformance/fuzz/random.ts";
import { type SimulatedRun, simulate } from "./simulate.ts";

const SEEDS = Number(process.env["SEC_TS_SEEDS"] ?? 400);
/** Further seeds, which have shown something once. */
const FOUND = { memory: [586, 1338], power: [374] };

function seeds(count: number, found: readonly number[]): readonly number[] {
  return [...Array(count).keys(), ...found.filter((seed) => seed >= count)];
}

test("a run with crashes ends in the state of an uninterrupted run, and no effect is missing", () => {
  process.env["TZ"] = "UTC";
  const totals = { commits: 0, crashes: 0, effects: 0 };
  for (const seed of seeds(SEEDS, FOUND.memory)) {
    const generated = generateCase(seed);
    const whole = simulate(generated, undefined);
    const crashed = simulate(generated, createRandom(seed));
    assert.deepEqual(crashed.state, whole.state, `state of seed ${seed}`);
    assert.deepEqual(contents(crashed), contents(whole), `lasting effects of seed ${seed}`);
    for (const [effect, count] of whole.writes)
      assert.ok((crashed.writes.get(effect) ?? 0) >= count, `seed ${seed} lost ${effect}`);
    totals.commits += crashed.commits;
    totals.crashes += crashed.crashes;
    totals.effects += crashed.effects.size;
  }
  assert.ok(
    totals.commits > SEEDS && totals.crashes > SEEDS / 4 && totals.effects > SEEDS / 10,
    JSON.stringify(totals),
  );
});

/** Brings about three events, once in a while: other rules may make further events of each. */
const MORE_EVENTS =
  "type=SingleWithSuppress\nwindow=1\nptype=RegExp\npattern=^(?!again )(.*)\ncontinue=TakeNext\ndesc=more\n" +
  "action=event again 1 $1; event again 2 $1; event again $1\n";

test("an engine that leaves events in its queue, and crashes meanwhile, comes to the same", () => {
  process.env["TZ"] = "UTC";
  let pauses = 0;
  for (const seed of seeds(Math.ceil(SEEDS / 16), [])) {
    const quiet = generateCase(seed);
    const generated = { ...quiet, files: { ...quiet.files, "more.conf": MORE_EVENTS } };
    const whole = simulate(generated, undefined);
    const paused = simulate(generated, createRandom(seed), "memory", createRandom(seed + 1));
    assert.deepEqual(paused.state, whole.state, `state of seed ${seed}`);
    assert.deepEqual(contents(paused), contents(whole), `lasting effects of seed ${seed}`);
    for (const [effect, count] of whole.writes)
      assert.ok((paused.writes.get(effect) ?? 0) >= count, `seed ${seed} lost ${effect}`);
    pauses += paused.pauses;
  }
  assert.ok(pauses > SEEDS, `${pauses} pauses`);
});

test("a loss of power that takes the latest commits is a crash at an earlier moment", () => {
  process.env["TZ"] = "UTC";
  let crashes = 0;
  for (const seed of seeds(Math.ceil(SEEDS / 4), FOUND.power)) {
    const generated = generateCase(seed);
    const whole = simulate(generated, undefined);
    const crashed = simulate(generated, createRandom(seed), "power");
    assert.deepEqual(crashed.state, whole.state, `state of seed ${seed}`);
    const begun = new Map<string, number>();
    for (const effect of contents(crashed)) begun.set(effect, (begun.get(effect) ?? 0) + 1);
    for (const effect of contents(whole)) {
      begun.set(effect, (begun.get(effect) ?? 0) - 1);
      assert.ok(begun.get(effect)! >= 0, `seed ${seed} lost ${effect}`);
    }
    for (const [effect, count] of whole.writes)
      assert.ok((crashed.writes.get(effect) ?? 0) >= count, `seed ${seed} lost ${effect}`);
    crashes += crashed.crashes;
  }
  assert.ok(crashes > SEEDS / 16, `${crashes} crashes`);
});

/** What was asked for, however often it was begun. */
function contents({ effects }: SimulatedRun): readonly string[] {
  return [...effects.values()].toSorted();
}
