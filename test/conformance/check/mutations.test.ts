import assert from "node:assert/strict";
import { test } from "node:test";
import { createRandom } from "../fuzz/random.ts";
import { type Case, readCases, type Verdict } from "./cases.ts";
import { mutations } from "./mutate.ts";
import { agrees, judgeOurs } from "./ours.ts";
import { judge } from "./reference.ts";

/** Other ones are tried with `MUTATION_SEED=… MUTATIONS=… node --test …/mutations.test.ts`. */
const SEED = Number(process.env["MUTATION_SEED"] ?? 1);
const COUNT = Number(process.env["MUTATIONS"] ?? 300);
/** The reference takes long for huge texts, and does not return for huge event groups. */
const LONGEST = 2000;
const TOO_MUCH = /EventGroup\d{4}/i;
/** Functions with a name are known to the code of all files that are read later; foo is one of them. */
const NAMED_FUNCTION = /\bsub\s+[A-Za-z_]|\bfoo\b/;
/** What such code comes to is an address, which differs from run to run. */
const ADDRESS = /[-+!~*/.\\](?!>)[\s(]*sub\b/;
/** What the corpus of whole cases has as exceptions: valid in Perl, and not supported. */
const UNSUPPORTED = /\\N\{|\(\?\^?[a-z]*l/;

function isUsable({ text, verdict }: Case & { readonly verdict: Verdict }): boolean {
  return verdict.exit === 0 && text.length < LONGEST && !NAMED_FUNCTION.test(text) && !UNSUPPORTED.test(text);
}

test(`rule files changed at random are judged as the reference judges them (seed ${SEED})`, () => {
  const valid = readCases().filter(isUsable);
  const cases = mutations(valid, COUNT, createRandom(SEED)).filter(
    ({ text }) => !TOO_MUCH.test(text) && !NAMED_FUNCTION.test(text) && !ADDRESS.test(text),
  );
  const ours = judgeOurs(cases);
  const differing = judge(cases, { confirm: false }).flatMap(({ verdict, messages }, at) =>
    agrees(ours[at]!, verdict)
      ? []
      : [{ ...cases[at]!, ours: ours[at]!, verdict, messages: messages.map(({ text }) => text) }],
  );
  assert.deepEqual(differing, []);
});
