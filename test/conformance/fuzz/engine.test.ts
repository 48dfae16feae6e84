import assert from "node:assert/strict";
import { after, test } from "node:test";
import { closeReference } from "../reference.ts";
import { compareCase, type Verdict } from "./compare.ts";
import { DEFAULT_ENGINE, ENGINES } from "./engine.ts";
import { generateCase } from "./generate.ts";
import type { GenerateOptions } from "./scope.ts";

const AT_ONCE = 2;

interface Range {
  readonly what: string;
  readonly seeds: number;
  readonly generate: GenerateOptions;
  /** The part of the cases that the reference itself may leave undetermined. */
  readonly mostUndetermined: number;
}

/** A case with Perl code costs twice as much, since each run starts a Perl process of its own. */
const RANGES: readonly Range[] = [
  {
    what: "random rule files and traces",
    seeds: 300,
    generate: { perl: false, faults: false },
    mostUndetermined: 0.03,
  },
  {
    what: "random rule files with Perl code",
    seeds: 24,
    generate: { perl: true, faults: false },
    mostUndetermined: 0.1,
  },
];

after(closeReference);

for (const { what, seeds, generate, mostUndetermined } of RANGES) {
  test(`the engine is as the reference on ${seeds} ${what}`, async () => {
    const engine = ENGINES[DEFAULT_ENGINE]!;
    const verdicts: Verdict[] = [];
    const different: string[] = [];
    let next = 0;
    const work = async (): Promise<void> => {
      while (next < seeds) {
        const seed = next;
        next += 1;
        const verdict = await compareCase(generateCase(seed, generate), engine);
        verdicts.push(verdict);
        if (verdict.kind === "different") different.push(`seed ${seed}: ${verdict.difference}`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    assert.deepEqual(different, []);
    const undetermined = verdicts.filter(({ kind }) => kind === "undetermined").length;
    assert.ok(undetermined <= seeds * mostUndetermined, `${undetermined} of ${seeds} are not determined`);
  });
}
