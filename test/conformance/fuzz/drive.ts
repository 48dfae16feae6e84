import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { ConformanceCase, Outcome } from "../outcome.ts";
import { closeReference, runReference } from "../reference.ts";
import { type CompareOptions, compareCase, DEFAULT_COMPARE, type Engine, QUICK_COMPARE } from "./compare.ts";
import { DEFAULT_ENGINE, ENGINES } from "./engine.ts";
import { generateCase } from "./generate.ts";
import { saveCase } from "./save.ts";
import type { GenerateOptions } from "./scope.ts";
import { shrink } from "./shrink.ts";
import { createStatistics, statisticsText } from "./statistics.ts";

const USAGE = `usage: scripts/fuzz-engine [--seeds=N] [--from=S] [--minutes=M] [--engine=NAME] [--jobs=J]
                           [--save=FOLDER] [--shrink] [--quick] [--faults] [--perl] [--statistics]
  Runs generated cases with the reference (twice, with different hash seeds) and with the engine, and says
  where they differ. Without --seeds it goes on for --minutes; without either it runs 300 seeds. Without
  --from the seeds are fresh ones. Exit status 1: a difference was found.
  --engine=NAME   one of ${Object.keys(ENGINES).join(", ")} (default ${DEFAULT_ENGINE})
  --save=FOLDER   write each case that differs as a folder of its own
  --shrink        reduce it first
  --quick         run the reference once, and again only where the engine differs
  --faults        among the rules are some that the reference rejects or warns about
  --perl          rules have Perl code in all places where it is allowed
  --statistics    print what the rules came to do`;

interface Totals {
  equal: number;
  different: number;
  undetermined: number;
}

interface Settings {
  readonly engine: Engine;
  readonly save: string | undefined;
  readonly shrinking: boolean;
  readonly compare: CompareOptions;
  readonly generate: GenerateOptions;
}

function rejectedRules(outcome: Outcome): number {
  return outcome.log.flatMap(({ lines }) => lines).filter((line) => /^Rule in .* at line/.test(line)).length;
}

/** Reduces a case as long as it differs in a determined way and no rule becomes faulty. */
async function smallest(conformanceCase: ConformanceCase, engine: Engine): Promise<ConformanceCase> {
  const rejected = rejectedRules(await runReference(conformanceCase));
  return shrink(conformanceCase, async (candidate) => {
    const verdict = await compareCase(candidate, engine, DEFAULT_COMPARE);
    return verdict.kind === "different" && rejectedRules(verdict.expected) <= rejected;
  });
}

async function report(conformanceCase: ConformanceCase, settings: Settings): Promise<void> {
  const found = settings.shrinking ? await smallest(conformanceCase, settings.engine) : conformanceCase;
  const verdict = await compareCase(found, settings.engine);
  if (verdict.kind !== "different") return;
  process.stdout.write(`${conformanceCase.name}: ${verdict.difference.slice(0, 600)}\n`);
  if (settings.save === undefined) return;
  const folder = join(settings.save, conformanceCase.name);
  mkdirSync(folder, { recursive: true });
  saveCase(folder, found, verdict.expected);
  writeFileSync(join(folder, "difference"), `${verdict.difference}\n`, "latin1");
}

function number(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d+(\.\d+)?$/.test(text)) throw new Error(`not a number: ${text}`);
  return Number(text);
}

function readArguments() {
  const { values } = parseArgs({
    options: {
      seeds: { type: "string" },
      from: { type: "string" },
      minutes: { type: "string" },
      engine: { type: "string", default: DEFAULT_ENGINE },
      jobs: { type: "string", default: "2" },
      save: { type: "string" },
      quick: { type: "boolean", default: false },
      faults: { type: "boolean", default: false },
      perl: { type: "boolean", default: false },
      shrink: { type: "boolean", default: false },
      statistics: { type: "boolean", default: false },
    },
  });
  const engine = ENGINES[values.engine];
  if (engine === undefined) throw new Error(`no such engine: ${values.engine}`);
  const minutes = number(values.minutes);
  return {
    settings: {
      engine,
      save: values.save,
      shrinking: values.shrink,
      compare: values.quick ? QUICK_COMPARE : DEFAULT_COMPARE,
      generate: { perl: values.perl, faults: values.faults },
    },
    from: number(values.from) ?? Math.floor(Date.now() / 1000) * 1000,
    seeds: number(values.seeds) ?? (minutes === undefined ? 300 : Number.POSITIVE_INFINITY),
    minutes: minutes ?? Number.POSITIVE_INFINITY,
    jobs: number(values.jobs) ?? 2,
    statistics: values.statistics,
  };
}

async function main(): Promise<number> {
  // Each waiting reference is connected to our standard error.
  process.stderr.setMaxListeners(0);
  const { settings, from, seeds, minutes, jobs, statistics } = readArguments();
  const totals: Totals = { equal: 0, different: 0, undetermined: 0 };
  const counted = createStatistics();
  const began = performance.now();
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < seeds && performance.now() - began < minutes * 60_000) {
      const conformanceCase = generateCase(from + next++, settings.generate);
      const verdict = await compareCase(conformanceCase, settings.engine, settings.compare);
      totals[verdict.kind]++;
      if (statistics) counted.count(conformanceCase, verdict.expected);
      if (verdict.kind === "different") await report(conformanceCase, settings);
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  const rate = next / ((performance.now() - began) / 1000);
  if (statistics) process.stdout.write(`${statisticsText(counted)}\n`);
  process.stdout.write(
    `seeds ${from} to ${from + next - 1}: ${totals.equal} equal, ${totals.different} different, ` +
      `${totals.undetermined} undetermined (${((100 * totals.undetermined) / next).toFixed(2)} %), ` +
      `${rate.toFixed(1)} seeds/s\n`,
  );
  closeReference();
  return totals.different === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n${USAGE}\n`);
  process.exitCode = 2;
}
