import type { ConformanceCase } from "../outcome.ts";
import { generateFile } from "./generate-file.ts";
import { generateTrace, startTime } from "./generate-trace.ts";
import { createRandom, type Random } from "./random.ts";
import type { CaseScope, GenerateOptions } from "./scope.ts";

const KINDS = ["login", "logout", "down", "up", "error", "fail"];
const PLAIN_KEYS = ["alice", "bob", "c3", "db1"];
const ODD_KEYS = [
  "50%",
  "a$1",
  "it's",
  "(x)",
  "x(y",
  "y)",
  "two words",
  "\xc3\xa0",
  "\xe9\x85",
  "%s",
  "$$",
  "%%u",
  'q"q"',
  "0",
  "1;2",
  "a.b",
  "[c]",
  "back\\slash",
  "a=b",
  "x|y",
  "$+{k}",
  "%a",
  "*",
  "C_1",
  "${1}",
  "d\xa0e",
  "a&&b",
  "!n",
  "#h",
  "7",
  "-",
  "'",
];

/**
 * Names that later files join and earlier files jump to; keys among them, for sets named by a match
 * variable.
 */
const SET_NAMES = ["s1", "s2", "alice", "down", "set_alice", "bob"];

function createScope(random: Random, options: GenerateOptions, eventStoreSize: number): CaseScope {
  return {
    random,
    options,
    kinds: random.sample(KINDS, random.between(2, 3)),
    keys: [
      ...random.sample(PLAIN_KEYS, random.between(1, 3)),
      ...random.sample(ODD_KEYS, random.between(1, 2)),
    ],
    contexts: random.sample(["C", "D", "E_1", "C_alice", "Z.9", "c"], random.between(2, 4)),
    descriptions: random.sample(["op", "job", "w", "x y"], random.between(1, 3)),
    variables: random.sample(["a", "b", "n", "X1"], random.between(2, 3)),
    storeVariables: random.sample(["m", "M_2"], random.between(1, 2)),
    timeVariables: random.sample(["p", "q"], random.between(1, 2)),
    caches: [],
    eventStoreSize,
    jumpSets: [],
    labelsAhead: [],
    operations: [],
    ruleNumber: 0,
    ruleCount: 0,
    listCount: 0,
  };
}

function generateCaseOptions(random: Random, eventStoreSize: number): string[] {
  const { weighted, chance, between, pick } = random;
  return [
    ...weighted([
      [4, []],
      [3, ["--jointbuf"]],
      [2, ["--nojointbuf"]],
    ]),
    ...(chance(0.25) ? [`--bufsize=${between(0, 5)}`] : []),
    ...(chance(0.45) ? ["--intcontexts"] : []),
    ...(chance(0.3) ? ["--intevents"] : []),
    ...(eventStoreSize > 0 ? [`--evstoresize=${eventStoreSize}`] : []),
    ...weighted([
      [14, []],
      [1, ["--cleantime=0"]],
      [2, [`--cleantime=${pick([2, 3, 5, 30])}`]],
    ]),
  ];
}

/** The files of a case: later ones may join sets that earlier ones jump to. */
function generateFiles(of: CaseScope): Record<string, string> {
  const { random } = of;
  const count = random.weighted([
    [5, 1],
    [3, 2],
    [2, 3],
  ]);
  const joins = Array.from({ length: count }, (_, index) =>
    index > 0 && random.chance(0.7) ? random.sample(SET_NAMES, random.between(1, 2)) : [],
  );
  const fuel = random.between(5, 20);
  const refuel = random.chance(0.4);
  return Object.fromEntries(
    joins.map((sets, index) => {
      const reachable = joins
        .slice(index + 1)
        .flat()
        .filter(
          (set) =>
            !joins
              .slice(0, index + 1)
              .flat()
              .includes(set),
        );
      const rules = random.between(1, count === 1 ? 8 : 5);
      return [
        `${"abc"[index]}-${random.pick(["rules", "more", "sub"])}.conf`,
        generateFile(of, { rules, joins: sets, jumpSets: reachable, first: index === 0, fuel, refuel }),
      ];
    }),
  );
}

/** What arrives: mostly standard input, sometimes two or three files, with internal contexts of their own. */
function generateInputs(of: CaseScope): Pick<ConformanceCase, "trace" | "inputs"> & { options: string[] } {
  const { random } = of;
  const lines = random.between(20, 90);
  const start = startTime(of);
  if (random.chance(0.8)) return { trace: generateTrace(of, lines, start), options: [] };
  const names = random.sample(["in.a", "in.b", "in.c"], random.between(2, 3));
  const named = names.filter(() => random.chance(0.3));
  return {
    trace: "",
    inputs: Object.fromEntries(
      names.map((name) => [
        name,
        generateTrace(of, Math.ceil(lines / names.length), start + random.between(0, 5)),
      ]),
    ),
    options: named.map((name) => `--input=${name}=${random.pick(of.contexts)}`),
  };
}

/** With several inputs, a restart loses lines that were read from one while another's line was matched. */
function withoutRestarts(files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(files).map(([name, text]) => [
      name,
      text.replaceAll(/sigemul (?:HUP|hup|ABRT)/g, "sigemul USR2"),
    ]),
  );
}

/** The case of a seed: the same on every machine, for as long as the generator is not changed. */
export function generateCase(
  seed: number,
  options: GenerateOptions = { perl: false, faults: false },
): ConformanceCase {
  const random = createRandom(seed);
  const eventStoreSize = random.chance(0.3) ? random.between(1, 8) : 0;
  const scope = createScope(random, options, eventStoreSize);
  const written = generateFiles(scope);
  const { options: inputOptions, ...arrival } = generateInputs(scope);
  const files = arrival.inputs ? withoutRestarts(written) : written;
  const caseOptions = generateCaseOptions(random, eventStoreSize);
  return { name: `seed-${seed}`, files, ...arrival, options: [...caseOptions, ...inputOptions] };
}
