import { actionList } from "./generate-action.ts";
import { contextField } from "./generate-context.ts";
import { continueField, windowSeconds } from "./generate-field.ts";
import { generatePattern, type Pattern } from "./generate-pattern.ts";
import { groupFunction } from "./generate-perl.ts";
import { description, matchVariable } from "./generate-text.ts";
import type { CaseScope } from "./scope.ts";

const MEMBERS = ["", "2", "3", "4"];

interface Member {
  readonly pattern: Pattern;
  readonly lines: readonly string[];
}

/** What an EventGroup says about one of its events. */
function member(of: CaseScope, suffix: string, owner: string, tokens: boolean): Member {
  const { random } = of;
  const pattern = generatePattern(of, suffix);
  const token = random.weighted([
    [3, "A"],
    [2, suffix === "" ? "B" : suffix],
    [3, pattern.match.set ? matchVariable(of, pattern.match) : "C"],
  ]);
  return {
    pattern,
    lines: [
      ...continueField(of, suffix),
      ...pattern.fields,
      ...contextField(of, suffix, pattern.match),
      ...(random.chance(0.4)
        ? [`count${suffix}=${actionList(of, { field: "count", ...pattern, owner })}`]
        : []),
      ...(random.chance(0.5) ? [`thresh${suffix}=${random.pick([1, 1, 2, 2, 3])}`] : []),
      ...(tokens && random.chance(0.6) ? [`egtoken${suffix}=${token}`] : []),
    ],
  };
}

/** An event group pattern over tokens such as `1 2 A alice`. */
function groupPattern(of: CaseScope): string[] {
  const { random, keys } = of;
  const text = random.pick(["1 2", "2 1", "A", "1 1", "A A", "2", random.pick(keys)]);
  const [type, pattern] = random.weighted<readonly [string, string]>([
    [2, ["SubStr", text]],
    [2, ["NSubStr", text]],
    [
      2,
      ["RegExp", random.pick(["1 2$", "^1", "(1|A) (2|B)", "^(\\S+) .*\\1$", "^\\S+( \\S+){1,3}$", "2.*1"])],
    ],
    [1, ["NRegExp", random.pick(["^1 1", "2$", "A.*A", "^[12]$"])]],
    ...(of.options.perl ? [[4, groupFunction(of)] as const] : []),
  ]);
  return [`egptype=${type}`, `egpattern=${pattern.trim() === "" ? "1" : pattern}`];
}

export function generateEventGroup(of: CaseScope, owner: string): string[] {
  const { random } = of;
  const count = random.pick([1, 1, 2, 2, 2, 3, 4]);
  const grouped = random.chance(0.35);
  const members = MEMBERS.slice(0, count).map((suffix) => member(of, suffix, owner, grouped));
  const ranks = members.map(({ pattern }) => pattern.rank);
  const rank = ranks.every((each) => each !== undefined) ? Math.max(...ranks) : undefined;
  // The lists of the rule as a whole see the variables of whichever event has just matched.
  const match = random.pick(members).pattern.match;
  const place = { match, owner, rank };
  const timed = (field: string, probability: number): string[] =>
    random.chance(probability) ? [`${field}=${actionList(of, { field, ...place, unordered: true })}`] : [];
  return [
    `type=EventGroup${count === 1 ? random.pick(["", "1"]) : count}`,
    ...members.flatMap(({ lines }) => lines),
    `desc=${description(of, match)}`,
    `action=${actionList(of, { ...place, field: "action" })}`,
    ...(random.chance(0.4) ? [`init=${actionList(of, { ...place, field: "init" })}`] : []),
    ...timed("end", 0.4),
    ...timed("slide", 0.4),
    ...(random.chance(0.4) ? [`multact=${random.pick(["yes", "Yes", "no"])}`] : []),
    ...(grouped ? groupPattern(of) : []),
    `window=${windowSeconds(of)}`,
  ];
}
