import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { Deadlines, type Due } from "../../../src/core/deadlines.ts";

function thing(due: number): Due {
  return { due, waitsFor: Number.POSITIVE_INFINITY, order: 0 };
}

function takeAll(deadlines: Deadlines<Due>, now: number): Due[] {
  const taken: Due[] = [];
  for (let next = deadlines.take(now); next; next = deadlines.take(now)) taken.push(next);
  return taken;
}

test("what is due is taken once, and nothing else", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 50 })), fc.integer({ min: 0, max: 50 }), (dues, now) => {
      const deadlines = new Deadlines<Due>();
      const things = dues.map(thing);
      for (const each of things) deadlines.watch(each);
      assert.deepEqual(new Set(takeAll(deadlines, now)), new Set(things.filter(({ due }) => due <= now)));
      assert.deepEqual(takeAll(deadlines, now), []);
    }),
  );
});

test("a thing that moved to a later second is found there, one that moved to an earlier one there", () => {
  const deadlines = new Deadlines<Due>();
  const [later, earlier] = [thing(10), thing(10)];
  deadlines.watch(later);
  deadlines.watch(earlier);
  later.due = 20;
  deadlines.watch(later);
  earlier.due = 5;
  deadlines.watch(earlier);
  assert.deepEqual(takeAll(deadlines, 5), [earlier]);
  earlier.due = Number.POSITIVE_INFINITY;
  assert.deepEqual(takeAll(deadlines, 19), []);
  assert.deepEqual(takeAll(deadlines, 20), [later]);
});

test("what has moved to a later second comes after what is due before that", () => {
  const deadlines = new Deadlines<Due>();
  const [moved, other] = [thing(5), thing(10)];
  deadlines.watch(moved);
  deadlines.watch(other);
  moved.due = 12;
  assert.deepEqual(takeAll(deadlines, 30), [other, moved]);
});
