import type { ConformanceCase, Outcome } from "../outcome.ts";

/** How often something was seen: in how many seeds, and how many times. */
interface Tally {
  seeds: number;
  times: number;
}

/** Counts of what the generated rules came to do, to see whether they interact or only parse. */
export interface Statistics {
  readonly seeds: number;
  readonly tallies: ReadonlyMap<string, Tally>;
}

/** Log messages of the reference that tell that something happened. */
const LOGGED: readonly (readonly [string, RegExp])[] = [
  ["context: created", /^Creating context/],
  ["context: expired", /^Stale context/],
  ["context: deleted", /^Context '.*' deleted/s],
  ["context: obsoleted", /^Obsoleting context/],
  ["context: alias", /^Creating alias/],
  ["operation: reset", /^Terminating event correlation operation/],
  ["operation: window moved", /^Moving event correlation window/],
  ["event: created", /^Creating event/],
  ["event: scheduled", /^Scheduling the creation/],
  ["buffer: rewritten", /^Input buffer .*rewritten/],
  ["store: full", /store full/],
  ["refused: invalid", /^Invalid /],
  ["refused: nothing there", /does not exist/],
  ["rule: warned about, or rejected", /^Rule in .* at line/],
];

/** Which rule owns which type: the lists of a rule write its number. */
function ruleTypes(conformanceCase: ConformanceCase): Map<string, string> {
  const types = new Map<string, string>();
  for (const text of Object.values(conformanceCase.files)) {
    for (const block of text.replaceAll("\r", "").split(/\n(?:[ #].*)?\n/)) {
      const type = /^type ?= ?(\w+)/m.exec(block)?.[1];
      const owner = /write - (r\d+) (?:action|action2|init|end|slide|count) /.exec(block)?.[1];
      if (type !== undefined && owner !== undefined) types.set(owner, type.replace(/^(EventGroup)\d$/, "$1"));
    }
  }
  return types;
}

function seen(conformanceCase: ConformanceCase, outcome: Outcome): string[] {
  const types = ruleTypes(conformanceCase);
  const rules = [...types.values()].map((type) => `${type}: rules`);
  const run = outcome.output.flatMap(({ lines }) =>
    lines.flatMap((line) => {
      const [, owner, list] = /^(r\d+) (action2?|init|end|slide|count|over)\b/.exec(line) ?? [];
      const type = list === "over" ? "context" : types.get(owner ?? "");
      return type === undefined ? [] : [`${type}: ${list}`];
    }),
  );
  const logged = outcome.log.flatMap(({ lines }) =>
    lines.flatMap((line) => LOGGED.filter(([, pattern]) => pattern.test(line)).map(([name]) => name)),
  );
  return [...rules, ...run, ...logged, `exit ${outcome.exitCode}`];
}

export function createStatistics(): Statistics & {
  readonly count: (conformanceCase: ConformanceCase, outcome: Outcome) => void;
} {
  const tallies = new Map<string, Tally>();
  let seeds = 0;
  return {
    tallies,
    get seeds() {
      return seeds;
    },
    count: (conformanceCase, outcome) => {
      seeds++;
      const names = seen(conformanceCase, outcome);
      for (const name of names) {
        const tally = tallies.get(name) ?? { seeds: 0, times: 0 };
        tally.times++;
        tallies.set(name, tally);
      }
      for (const name of new Set(names)) (tallies.get(name) as Tally).seeds++;
    },
  };
}

/** A table: what, in which share of the seeds, how often in all. */
export function statisticsText({ seeds, tallies }: Statistics): string {
  return [...tallies]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, tally]) => {
      const share = ((100 * tally.seeds) / seeds).toFixed(1).padStart(6);
      return `${name.padEnd(40)}${share} %${String(tally.times).padStart(9)}`;
    })
    .join("\n");
}
