import assert from "node:assert/strict";
import { test } from "node:test";
import type { InputLine } from "../../src/core/line.ts";
import { LiteralScan } from "../../src/core/literal-index/literal-scan.ts";
import { PresentLine } from "../../src/core/literal-index/present-line.ts";
import { createRandom, type Random } from "../conformance/fuzz/random.ts";

const ROUNDS = Number(process.env["SEC_TS_ROUNDS"] ?? 400);
/** Few, so that literals meet each other; some differ as capitals do and are none. */
const BYTES = ["a", "b", "c", "A", "B", "@", "`", "[", "{", "\x00", " ", "1", "\xc1", "\xe1", "\xff"];

function text({ between, pick }: Random, shortest: number, longest: number, kinds: number): string {
  const bytes = BYTES.slice(0, kinds);
  return Array.from({ length: between(shortest, longest) }, () => pick(bytes)).join("");
}

const folded = (line: string): string => line.replaceAll(/[A-Z]/g, (capital) => capital.toLowerCase());

const capitals = (line: string): string => line.replaceAll(/[a-z]/g, (letter) => letter.toUpperCase());

function literalsOf(random: Random): string[] {
  const { between } = random;
  const [shortest, kinds] = [between(2, 12), between(2, BYTES.length)];
  const count = random.weighted([
    [6, between(1, 5)],
    [3, between(5, 40)],
    [1, between(300, 6000)],
  ]);
  const all = Array.from({ length: count }, () =>
    folded(text(random, shortest, shortest + between(0, 8), kinds)),
  );
  return [...new Set(all)];
}

/** A line that holds some of the literals, also at its very beginning and end, and parts of them. */
function lineOf(random: Random, literals: readonly string[]): string {
  const { between, chance, pick } = random;
  const pieces = Array.from({ length: between(0, 6) }, () => {
    const literal = pick(literals);
    if (chance(0.3)) return text(random, 0, 20, BYTES.length);
    const whole = chance(0.7) ? literal : literal.slice(between(0, 2), literal.length - between(0, 2));
    return chance(0.5) ? whole : capitals(whole);
  });
  return pieces.join("");
}

function foundIn(scan: LiteralScan, literals: readonly string[]): string[] {
  const found = [...scan.found.subarray(0, scan.count)].map((number) => literals[number]!);
  for (const [number, literal] of literals.entries()) assert.equal(scan.has(number), found.includes(literal));
  return found.toSorted();
}

const lineIn = (bytes: Uint8Array, start: number, length: number): InputLine => ({
  text: "",
  source: "input",
  context: undefined,
  bytes,
  start,
  end: start + length,
});

test("all literals of a line are found, each once, in bytes as in text, and no others", () => {
  for (let seed = 0; seed < ROUNDS; seed += 1) {
    const random = createRandom(seed);
    const literals = literalsOf(random);
    const scan = new LiteralScan(literals);
    const present = new PresentLine();
    for (let count = 0; count < 10; count += 1) {
      const line = lineOf(random, literals);
      const expected = literals.filter((literal) => folded(line).includes(literal)).toSorted();
      present.takeText(line);
      scan.scan(present);
      assert.deepEqual(foundIn(scan, literals), expected, `seed ${seed}, text`);
      // Around the line stand others, of which nothing must be seen.
      const [before, after] = [lineOf(random, literals), lineOf(random, literals)];
      const bytes = Buffer.from(before + line + after, "latin1");
      present.take(lineIn(bytes, before.length, line.length));
      scan.scan(present);
      assert.deepEqual(foundIn(scan, literals), expected, `seed ${seed}, bytes`);
    }
  }
});
