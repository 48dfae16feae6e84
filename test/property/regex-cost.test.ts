import assert from "node:assert/strict";
import { test } from "node:test";
import type { Node } from "../../src/regex/ast.ts";
import { worstCaseSteps } from "../../src/regex/cost.ts";
import { parsePattern } from "../../src/regex/parse.ts";
import { runFrom } from "../../src/regex/run.ts";
import { createRandom, type Random } from "../conformance/fuzz/random.ts";

const ROUNDS = Number(process.env["SEC_TS_ROUNDS"] ?? 1500);

/** Few bytes, so that much of a subject matches much of a pattern. */
function patternOf(random: Random, depth: number): string {
  const { between, chance, pick } = random;
  const items = Array.from({ length: between(1, 5) }, () => {
    const atom =
      depth > 0 && chance(0.3)
        ? `(${patternOf(random, depth - 1)})`
        : pick(["a", "b", "ab", "aba", "[ab]", ".", "c"]);
    if (atom.length > 1 && !/^[[(]/.test(atom)) return atom;
    return atom + pick(["", "", "", "*", "+", "?", "*?", "{0,3}", "{2}"]);
  });
  return items.join("") + (depth > 0 && chance(0.2) ? `|${patternOf(random, depth - 1)}` : "");
}

function subjectOf({ between, pick }: Random): string {
  const piece = pick(["a", "ab", "aab", "aba", "b"]);
  const repeated = piece.repeat(24).slice(0, between(4, 24));
  return pick([repeated, repeated + pick(["a", "b", "c"]), pick(["a", "b", "c"]) + repeated]);
}

const TOO_MANY = 3_000_000;

/** What plain backtracking takes to find out that nothing matches: each look at a byte is a step. */
function stepsToFail(node: Node, subject: string): number {
  let steps = 0;
  const match = (at: Node, place: number, next: (place: number) => boolean): boolean => {
    if (steps > TOO_MANY) return true;
    switch (at.type) {
      case "set":
        steps += 1;
        return place < subject.length && at.set[subject.charCodeAt(place)] === 1 && next(place + 1);
      case "group":
        return match(at.node, place, next);
      case "alternation":
        return at.branches.some((branch) => match(branch, place, next));
      case "sequence": {
        const from = (item: number, here: number): boolean =>
          item === at.items.length
            ? next(here)
            : match(at.items[item]!, here, (there) => from(item + 1, there));
        return from(0, place);
      }
      case "repeat": {
        const { node: body, min, max, greedy } = at;
        const times = (count: number, here: number): boolean => {
          const more = (): boolean =>
            count < max &&
            match(body, here, (there) => (there > here || count < min) && times(count + 1, there));
          const leave = (): boolean => count >= min && next(here);
          return greedy ? more() || leave() : leave() || more();
        };
        return times(0, place);
      }
      default:
        throw new Error(at.type);
    }
  };
  for (let start = 0; start <= subject.length; start += 1) match(node, start, () => false);
  return steps;
}

// That nothing follows where a repeat is left counts as nothing: a step for each step of the repeat.
test("no subject makes a pattern take more than twice the steps of its worst case", () => {
  let compared = 0;
  for (let seed = 0; seed < ROUNDS; seed += 1) {
    const random = createRandom(seed);
    const source = patternOf(random, 2);
    // With a byte at the end that no subject has, nothing of the pattern is certain to match.
    const parsed = parsePattern(`(?:${source})#`, "");
    assert.ok(parsed.ok, source);
    for (let count = 0; count < 4; count += 1) {
      const subject = subjectOf(random);
      const steps = stepsToFail(parsed.pattern.node, subject);
      if (steps > TOO_MANY) continue;
      compared += 1;
      const bound = worstCaseSteps(parsed.pattern.node, subject.length + 1);
      assert.ok(
        steps <= 2 * bound,
        `(?:${source})# on ${subject}: ${steps} steps, at most ${bound} foreseen`,
      );
    }
  }
  assert.ok(compared > ROUNDS);
});

test("groups that can be left out, one after the other, multiply the ways", () => {
  for (const body of ["(?:a|ab)?", "(?:.|..)?", "(?:a|aa){0,2}"]) {
    const parsed = parsePattern(`${body.repeat(7)}#`, "");
    assert.ok(parsed.ok);
    const steps = stepsToFail(parsed.pattern.node, "a".repeat(12));
    const bound = worstCaseSteps(parsed.pattern.node, 12);
    assert.ok(steps <= 2 * bound, `${body}: ${steps} steps, at most ${bound} foreseen`);
  }
});

test("a run can match again as soon as its beginning overlaps with its end", () => {
  const periods = {
    abc: 3,
    abab: 2,
    aba: 2,
    aa: 1,
    "[ab]b": 1,
    "ab[bc]": 3,
    "a\\bb": 2,
    a: 1,
    "x+": 1,
    abcabca: 3,
  };
  for (const [source, period] of Object.entries(periods)) {
    const parsed = parsePattern(source, "");
    assert.ok(parsed.ok);
    const { node } = parsed.pattern;
    assert.equal(runFrom(node.type === "sequence" ? node.items : [node], 0).period, period, source);
  }
});
