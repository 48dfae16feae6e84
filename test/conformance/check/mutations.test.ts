import assert from "node:assert/strict";
import { test } from "node:test";
import { createRandom } from "../fuzz/random.ts";
import { readTexts } from "./cases.ts";
import { mutations } from "./mutate.ts";
import { agrees, judgeOurs } from "./ours.ts";
import { judge } from "./reference.ts";

/** Other ones are tried with `MUTATION_SEED=… MUTATIONS=… node --test …/mutations.test.ts`. */
const SEED = Number(process.env["MUTATION_SEED"] ?? 1);
const COUNT = Number(process.env["MUTATIONS"] ?? 300);
/** The reference takes long for huge texts, and does not return for huge event groups. */
const LONGEST = 2000;
const TOO_MUCH = /EventGroup\d{4}/i;

test(`rule files changed at random are judged as the reference judges them (seed ${SEED})`, () => {
  const usual = readTexts().filter(({ text }) => text.length < LONGEST);
  const cases = mutations(usual, COUNT, createRandom(SEED)).filter(({ text }) => !TOO_MUCH.test(text));
  const ours = judgeOurs(cases);
  const differing = judge(cases, { confirm: false }).flatMap(({ verdict, messages }, at) =>
    agrees(ours[at]!, verdict)
      ? []
      : [{ ...cases[at]!, ours: ours[at]!, verdict, messages: messages.map(({ text }) => text) }],
  );
  assert.deepEqual(differing, []);
});
