import assert from "node:assert/strict";
import { test } from "node:test";
import type { CalendarTime } from "../../../src/core/rules/calendar-time.ts";
import { faults, onlyRule } from "./parse.ts";

const calendar = (time: string): string => `type=Calendar\ntime=${time}\ndesc=d\naction=none\n`;

function read(time: string): CalendarTime {
  const rule = onlyRule(calendar(time));
  if (rule.type !== "calendar") throw new Error("no Calendar rule");
  return rule.time;
}

test("conditions are numbers, ranges, lists, stars and steps", () => {
  assert.deepEqual(read("5,1,,10-12 * * * *").minutes, [1, 5, 10, 11, 12]);
  assert.deepEqual(read("47-55/2 * * * *").minutes, [47, 49, 51, 53, 55]);
  assert.deepEqual(read("*/20,1 * * * *").minutes, [0, 1, 20, 40]);
  assert.deepEqual(read("* 22- * * *").hours, [22, 23]);
});

test("day 0 is part of * and of ranges without a beginning", () => {
  assert.equal(read("* * * * *").days[0], 0);
  assert.deepEqual(read("* * -2 * *").days, [0, 1, 2]);
  assert.equal(read("* * * * *").months[0], 1);
});

test("weekday 7 is Sunday", () => {
  assert.deepEqual(read("* * * * 5-7").weekdays, [0, 5, 6]);
});

test("the year may be left out", () => {
  assert.equal(read("* * * * *").years, undefined);
  assert.deepEqual(read("* * * * * 24-25").years, [24, 25]);
});

test("a range whose end comes first is empty, which is warned of", () => {
  assert.deepEqual(read("30-10 * * * *").minutes, []);
  assert.deepEqual(faults(calendar("30-10 * * * *")), ["time-never-holds: 30-10"]);
});

test("conditions that are not valid are all reported where they stand", () => {
  assert.deepEqual(faults(calendar("60 5/2 , 0 Sun")), [
    "no-rules: ",
    "invalid-time: 60",
    "invalid-time: 5/2",
    "invalid-time: ,",
    "invalid-time: 0",
    "invalid-time: Sun",
  ]);
  assert.deepEqual(faults(calendar("* * * *")), ["no-rules: ", "invalid-time: * * * *"]);
  for (const minute of ["*/0", "1-5/0", "70-10", "*-5", "1-2-3", "+5", "1.5"]) {
    assert.deepEqual(faults(calendar(`${minute} * * * *`)), ["no-rules: ", `invalid-time: ${minute}`]);
  }
});
