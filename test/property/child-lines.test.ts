import assert from "node:assert/strict";
import { test } from "node:test";
import { array, assert as check, constantFrom, nat, property } from "fast-check";
import { ChildLines } from "../../src/outputs/child-lines.ts";

const output = array(constantFrom("a", "\n", "\r", "\0", "\xff", "long"), { maxLength: 40 });
const cuts = array(nat(80), { maxLength: 8 });

test("lines are the same, however the output is cut to pieces, and are cut after the limit", () => {
  check(
    property(output, cuts, nat(6), (parts, places, lineBytes) => {
      const text = parts.join("");
      const bytes = Buffer.from(text, "latin1");
      const edges = [0, ...places.filter((at) => at <= bytes.length).toSorted((a, b) => a - b), bytes.length];
      const lines = new ChildLines(lineBytes);
      const taken = edges.slice(1).flatMap((end, at) => lines.take(bytes.subarray(edges[at], end)));
      const rest = lines.rest();
      if (rest !== undefined) taken.push(rest);
      const whole = text.replace(/\n$/, "").split("\n");
      const expected = text === "" ? [] : whole;
      const limit = lineBytes === 0 ? Number.POSITIVE_INFINITY : lineBytes;
      assert.deepEqual(
        taken,
        expected.map((line) => line.slice(0, limit)),
      );
      assert.equal(lines.takeCut(), expected.filter((line) => line.length > limit).length);
    }),
  );
});
