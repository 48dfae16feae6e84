import assert from "node:assert/strict";
import { test } from "node:test";
import { FurtherLiterals } from "../../src/core/literal-index/further-literals.ts";
import { choosingLiterals, type Requirement } from "../../src/core/literal-index/indexed-literals.ts";
import { PresentLine } from "../../src/core/literal-index/present-line.ts";
import { finished } from "../../src/core/sliced.ts";
import { compileRegex } from "../../src/regex/index.ts";
import { createRandom, type Random } from "../conformance/fuzz/random.ts";

const LETTERS = ["a", "b", "A", "B", " ", "\xe1"];

const textOf = ({ between, pick }: Random, shortest: number, longest: number): string =>
  Array.from({ length: between(shortest, longest) }, () => pick(LETTERS)).join("");

const folded = (text: string): string => text.replaceAll(/[A-Z]/g, (capital) => capital.toLowerCase());

test("one literal of each list must stand in a line, whatever stands around it", () => {
  for (let seed = 0; seed < 300; seed += 1) {
    const random = createRandom(seed);
    const { between, chance } = random;
    const literalsOf = (): string[] =>
      Array.from({ length: between(1, 3) }, () => folded(textOf(random, 3, chance(0.05) ? 300 : 5)));
    const looks = Array.from({ length: between(1, 6) }, () =>
      Array.from({ length: between(0, 3) }, literalsOf),
    );
    const further = new FurtherLiterals(looks);
    const present = new PresentLine();
    for (let count = 0; count < 20; count += 1) {
      const line = textOf(random, 0, 12);
      present.takeText(line);
      looks.forEach((lists, at) => {
        const stands = (literal: string): boolean => folded(line).includes(literal.slice(0, 255));
        const expected = lists.every((literals) => literals.some(stands));
        const beginning = further.beginnings[at]!;
        assert.equal(beginning === 0 || further.stand(beginning, present), expected, `seed ${seed}: ${line}`);
      });
    }
  }
});

/** What is chosen for as many rules of one program, and for one of another. */
function chosenFor(sources: readonly string[]): (Requirement | undefined)[] {
  const patterns = sources.map((source) => {
    const compiled = compileRegex(source);
    assert.ok(compiled.ok);
    return compiled.regex.clauses;
  });
  return finished(choosingLiterals(patterns));
}

test("a literal that many patterns share brings a second one into the scan, a rare one does not", () => {
  const many = Array.from({ length: 20 }, (_, at) => `authentication: .*x${at}y`);
  const [shared, , ...rest] = chosenFor([...many, "watchdog: .*reset (\\w+) done"]);
  assert.deepEqual(shared, { first: ["authentication: "], second: ["x0y"], further: [] });
  assert.deepEqual(rest.at(-1), { first: ["watchdog: "], second: [], further: [["reset "], [" done"]] });
});

test("without case only ASCII letters have another one, in literals as in patterns", () => {
  for (const [source, line] of [
    ["(?i)\xc3\xa9COLE fermee", "\xc3\xa9cole FERMEE"],
    ["(?i)stra\xdfe|\xc9cole", "STRA\xdfE"],
    ["(?i:\xc9T\xc9) 2026", "\xc9t\xc9 2026"],
  ] as const) {
    const compiled = compileRegex(source);
    assert.ok(compiled.ok);
    assert.equal(compiled.regex.test(line), true, source);
    for (const { literals, ignoreCase } of compiled.regex.clauses) {
      const text = ignoreCase ? folded(line) : line;
      assert.ok(
        literals.some((literal) => text.includes(ignoreCase ? folded(literal) : literal)),
        `${source} needs one of ${literals.join()} in ${line}`,
      );
    }
  }
});
