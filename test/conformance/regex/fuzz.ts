import "../../../src/linear-engine.ts";
import { parseArgs } from "node:util";

import { compareWithPerl } from "./compare.ts";
import { FLAVOURS, generateCases } from "./generator.ts";
import { askPerl } from "./perl.ts";

const BATCH = 2000;

const { values } = parseArgs({
  options: {
    cases: { type: "string", default: "5000" },
    seed: { type: "string", default: "1" },
    flavour: { type: "string" },
    show: { type: "string", default: "20" },
  },
});
const flavours = FLAVOURS.filter((flavour) => values.flavour === undefined || flavour === values.flavour);
const wanted = Number(values.cases);
const counts = new Map<string, number>();
let shown = 0;

for (let done = 0; done < wanted; done += BATCH) {
  const cases = generateCases(Number(values.seed) + done, Math.min(BATCH, wanted - done), flavours);
  const answers = askPerl(cases);
  cases.forEach((one, index) => {
    const comparison = compareWithPerl(one, answers[index]);
    counts.set(comparison.outcome, (counts.get(comparison.outcome) ?? 0) + 1);
    if (!("ours" in comparison) || shown >= Number(values.show)) return;
    shown++;
    const perl = JSON.stringify(answers[index]?.m ?? answers[index]?.err);
    console.log(`${comparison.outcome}: ${JSON.stringify(one)}\n  perl ${perl}\n  ours ${comparison.ours}`);
  });
}
console.log([...counts].map(([outcome, count]) => `${outcome} ${count}`).join(", "));
process.exitCode = (counts.get("verdict") ?? 0) > 0 ? 1 : 0;
