import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { ConformanceCase } from "../outcome.ts";
import { closeReference, runReference } from "../reference.ts";
import { compareCase, type Engine, outcomeDifference, withComparableState } from "./compare.ts";
import { ENGINES } from "./engine.ts";
import { generateCase } from "./generate.ts";
import { createRandom } from "./random.ts";
import { saveCase } from "./save.ts";
import { shrink } from "./shrink.ts";
import { smallerActionLists } from "./shrink-action.ts";
import { createStatistics } from "./statistics.ts";

after(closeReference);

const seeds = (count: number): number[] => Array.from({ length: count }, (_, seed) => seed);

/** What `sec --testonly` says about a case's rule files: its exit code and its complaints. */
function testOnly({ files }: ConformanceCase): { exitCode: number | null; log: string } {
  const folder = mkdtempSync(join(tmpdir(), "sec-testonly-"));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, "latin1");
    const rules = Object.keys(files).map((name) => `--conf=${name}`);
    const run = spawnSync("sec", ["--testonly", "--log=log", "--debug=3", ...rules], { cwd: folder });
    return { exitCode: run.status, log: readFileSync(join(folder, "log"), "latin1") };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("the same seed gives the same case, and other seeds give other cases", () => {
  const once = seeds(50).map((seed) => JSON.stringify(generateCase(seed)));
  const again = seeds(50).map((seed) => JSON.stringify(generateCase(seed)));
  assert.deepEqual(once, again);
  assert.equal(new Set(once).size, 50);
});

test("a weighted choice follows its weights", () => {
  const random = createRandom(1);
  const drawn = Array.from({ length: 4000 }, () =>
    random.weighted([
      [3, "often"],
      [1, "seldom"],
      [0, "never"],
    ]),
  );
  const often = drawn.filter((word) => word === "often").length;
  assert.ok(often > 2850 && often < 3150, `${often} of 4000`);
  assert.ok(!drawn.includes("never"));
});

test("a sample holds different items and no more than there are", () => {
  assert.deepEqual(createRandom(2).sample([1, 2, 3], 5).toSorted(), [1, 2, 3]);
});

test("the reference accepts every rule of generated files", () => {
  for (const seed of seeds(25)) {
    const { exitCode, log } = testOnly(generateCase(seed));
    assert.equal(exitCode, 0, `seed ${seed}\n${log}`);
  }
});

test("with faults, the reference rejects some rules and keeps running the others", () => {
  const faulty = seeds(10).filter(
    (seed) => testOnly(generateCase(seed, { perl: false, faults: true })).exitCode === 1,
  );
  assert.ok(faulty.length >= 3, `${faulty.length} of 10`);
});

test("generated rules start operations, let contexts expire and make events", async () => {
  const statistics = createStatistics();
  for (const seed of seeds(15)) {
    const conformanceCase = generateCase(seed);
    statistics.count(conformanceCase, await runReference(conformanceCase));
  }
  const times = (name: string): number => statistics.tallies.get(name)?.times ?? 0;
  for (const name of [
    "Single: action",
    "Pair: action",
    "EventGroup: count",
    "context: expired",
    "event: created",
  ]) {
    assert.ok(times(name) > 0, name);
  }
  assert.equal(times("exit 0"), 15);
});

test("the reference agrees with itself on determined cases", async () => {
  const reference = ENGINES["reference"] as Engine;
  for (const seed of seeds(5))
    assert.notEqual((await compareCase(generateCase(seed), reference)).kind, "different");
});

/** Two rules, of which one writes what the engine below forgets. */
const FORGETFUL: ConformanceCase = {
  name: "forgetful",
  files: {
    "a.conf":
      "type=Single\nptype=RegExp\npattern=^up (\\S+)\ncontinue=TakeNext\ndesc=up\naction=write - up $1\n\n" +
      "type=Single\nptype=SubStr\npattern=down\ndesc=down\n" +
      "action=write - down; create C 5 (write - later; none)\n",
    "b.conf": "type=Single\nptype=TValue\npattern=TRUE\ndesc=any\naction=write - any\n",
  },
  trace: "@100 up one\n@101 down two\n@102 up three\n@103 nothing\n@120\n",
  options: ["--jointbuf", "--intcontexts"],
};

const forgets: Engine = async (conformanceCase) => {
  const outcome = await runReference(conformanceCase);
  const output = outcome.output.filter(({ lines }) => !lines.includes("later"));
  return { ...withComparableState(outcome), output };
};

test("a missing line of output is a difference, and the shrinker leaves only what shows it", async () => {
  const verdict = await compareCase(FORGETFUL, forgets);
  assert.equal(verdict.kind, "different");
  const small = await shrink(
    FORGETFUL,
    async (each) => (await compareCase(each, forgets)).kind === "different",
  );
  assert.deepEqual(Object.keys(small.files), ["a.conf"]);
  assert.deepEqual(small.options, []);
  assert.equal(small.trace, "@101 down two\n");
  assert.equal(
    small.files["a.conf"],
    "type=Single\nptype=SubStr\npattern=down\ndesc=down\naction=write - later\n",
  );
});

test("an outcome that depends on hash order is undetermined, not different", async () => {
  const rules = ["A", "B", "D", "E", "F"].map(
    (name) => `create ${name} 5 (assign %last ${name}; write - %first)`,
  );
  const racing: ConformanceCase = {
    name: "racing",
    files: { "a.conf": `type=Single\nptype=SubStr\npattern=go\ndesc=go\naction=${rules.join("; ")}\n` },
    trace: "@100 go\n@120\n",
    options: [],
  };
  assert.equal((await compareCase(racing, forgets)).kind, "undetermined");
});

test("outcomes with the same lines in another order within a second do not differ", () => {
  const outcome = { ordered: [], log: [], errors: [], exitCode: 0 };
  const one = { ...outcome, output: [{ time: 1, lines: ["a", "b"] }] };
  assert.equal(outcomeDifference(one, { ...one, ordered: [{ time: 1, lines: ["b", "a"] }] }), undefined);
  assert.match(outcomeDifference(one, { ...one, output: [] }) ?? "", /^output/);
  assert.match(outcomeDifference(one, { ...one, exitCode: 1 }) ?? "", /^exit code/);
});

test("smaller action lists lack one action, or are the list inside an action", () => {
  const smaller = smallerActionLists("a; if %x ( b; c ) else ( d )");
  for (const expected of ["a", "if %x ( b; c ) else ( d )", "a; if %x ( c ) else ( d )", "b; c", "d"]) {
    assert.ok(smaller.includes(expected), `${expected} in ${JSON.stringify(smaller)}`);
  }
});

test("a saved case is a folder with rules, trace, options and what the reference made of them", async () => {
  const folder = mkdtempSync(join(tmpdir(), "sec-saved-"));
  try {
    saveCase(folder, FORGETFUL, await runReference(FORGETFUL));
    const listed = execFileSync("ls", [folder], { encoding: "utf8" }).trim().split("\n");
    assert.deepEqual(listed, [
      "a.conf",
      "b.conf",
      "expected",
      "expected.state.json",
      "options",
      "trace",
      "unordered",
    ]);
    assert.equal(readFileSync(join(folder, "trace"), "latin1"), FORGETFUL.trace);
    assert.match(readFileSync(join(folder, "expected"), "latin1"), /^@100\n any\n up one\n/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
