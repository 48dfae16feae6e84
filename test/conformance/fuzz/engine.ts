import { runEngine } from "../engine.ts";
import { runReference } from "../reference.ts";
import { type Engine, withComparableState } from "./compare.ts";

const ours: Engine = async (conformanceCase) => runEngine(conformanceCase);

/** The reference with another hash seed. It should never differ on a determined case. */
const reference: Engine = async (conformanceCase) =>
  withComparableState(await runReference(conformanceCase, { hashSeed: 4711 }));

/**
 * A stand-in with a fault: it forgets what context action lists write. It shows that differences are
 * found.
 */
const broken: Engine = async (conformanceCase) => {
  const outcome = withComparableState(await runReference(conformanceCase));
  const output = outcome.output.map(({ time, lines }) => ({
    time,
    lines: lines.filter((line) => !/^r\d+ over\b/.test(line)),
  }));
  return { ...outcome, output: output.filter(({ lines }) => lines.length > 0) };
};

/** What `scripts/fuzz-engine --engine=NAME` can compare with the reference. */
export const ENGINES: Readonly<Record<string, Engine>> = { ours, reference, broken };

export const DEFAULT_ENGINE = "ours";
