import assert from "node:assert/strict";
import { after, test } from "node:test";
import { closeReference } from "../reference.ts";
import { compareCase, type Verdict } from "./compare.ts";
import { DEFAULT_ENGINE, ENGINES } from "./engine.ts";
import { generateCase } from "./generate.ts";

const SEEDS = 300;
const AT_ONCE = 2;
const MOST_UNDETERMINED = 0.03;

after(closeReference);

test(`the engine is as the reference on ${SEEDS} random rule files and traces`, async () => {
  const engine = ENGINES[DEFAULT_ENGINE]!;
  const verdicts: Verdict[] = [];
  const different: string[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < SEEDS) {
      const seed = next;
      next += 1;
      const verdict = await compareCase(generateCase(seed), engine);
      verdicts.push(verdict);
      if (verdict.kind === "different") different.push(`seed ${seed}: ${verdict.difference}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  assert.deepEqual(different, []);
  const undetermined = verdicts.filter(({ kind }) => kind === "undetermined").length;
  assert.ok(undetermined <= SEEDS * MOST_UNDETERMINED, `${undetermined} of ${SEEDS} are not determined`);
});
