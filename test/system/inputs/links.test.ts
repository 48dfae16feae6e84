/* Inputs whose name is a symbolic link to a file that is named as if it had been rotated. */
import assert from "node:assert/strict";
import { appendFileSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { Restart } from "./restart.ts";

test("what a link leads to is read on from where it was left", (context) => {
  const restart = new Restart(context);
  writeFileSync(restart.path("a-20260101"), "1\n2\n");
  symlinkSync("a-20260101", restart.path("a"));
  restart.first.open([], 0);
  restart.first.round();
  assert.deepEqual(restart.first.texts, ["1"]);
  restart.stop();
  appendFileSync(restart.path("a"), "3\n");
  assert.deepEqual(restart.open().readAll(), ["2", "3"]);
});

test("a file that was found before the link to it was made is read once", (context) => {
  const restart = new Restart(context);
  writeFileSync(restart.path("a-20260101"), "1\n2\n");
  symlinkSync("a-20260101", restart.path("a"));
  restart.first.open([], 0);
  restart.first.readAll();
  restart.stop();
  unlinkSync(restart.path("a"));
  writeFileSync(restart.path("a-20260102"), "3\n");
  const second = restart.open();
  assert.deepEqual(second.readAll(), ["3"]);
  symlinkSync("a-20260102", restart.path("a"));
  for (const input of second.inputs.all) input.everySecond(Date.now() / 1000 + 2);
  appendFileSync(restart.path("a"), "4\n");
  for (const input of second.inputs.all) if (input.look()) second.inputs["activate"](input);
  assert.deepEqual(second.readAll(), ["3", "4"]);
});
