import { functionPattern } from "./generate-perl.ts";
import { type CaseScope, type MatchVariables, NO_VARIABLES } from "./scope.ts";

/** A generated pattern: its fields, and what later fields of the rule may say about it. */
export interface Pattern {
  /** `ptype=…`, `pattern=…` and perhaps `varmap=…`. */
  readonly fields: readonly string[];
  readonly match: MatchVariables;
  /** Lines that begin with a synthetic prefix of this rank at most can match; undefined if any line may. */
  readonly rank: number | undefined;
}

interface Expression {
  readonly source: string;
  readonly numbered: number;
  readonly named: readonly string[];
  readonly rank: number | undefined;
}

/** What may be written for the characters that regular expressions treat specially. */
export function quoteMeta(raw: string): string {
  return raw.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}

/**
 * First words of synthetic events that are made without fuel; each rank may only make events of a
 * higher one.
 */
export const SYNTHETIC_PREFIXES = ["S1", "S2", "S3"];

const KEY_GROUPS: readonly (readonly [string, string | undefined])[] = [
  ["(\\S+)", undefined],
  ["(\\S+)", undefined],
  ["(\\S+)", undefined],
  ["(\\w+)", undefined],
  ["(.+)", undefined],
  ["(.*?)", undefined],
  ["([^ ]*)", undefined],
  ["(?<k>\\S+)", "k"],
  ["(?<user>\\w+)", "user"],
  ["(?<k>.+)", "k"],
];

const TAILS: readonly { source: string; groups: number; name?: string }[] = [
  { source: "", groups: 0 },
  { source: "", groups: 0 },
  { source: "$", groups: 0 },
  { source: " (\\d+)", groups: 1 },
  { source: "(?: (\\d+))?$", groups: 1 },
  { source: "(?: (?<n>[0-9]{1,2}))?", groups: 1, name: "n" },
  { source: "( \\d)?", groups: 1 },
  { source: ".*", groups: 0 },
  { source: " (x|y)?(z)?", groups: 2 },
];

/** An expression for lines of one kind: the key is group 1. */
function kindExpression(of: CaseScope, kind: string, rank: number): Expression {
  const { random } = of;
  const anchored = random.chance(0.6);
  const [group, name] = random.pick(KEY_GROUPS);
  const tail = random.pick(TAILS);
  const named = [name, tail.name].filter((each) => each !== undefined);
  return {
    source: `${anchored ? "^" : ""}${kind} ${group}${tail.source}`,
    numbered: 1 + tail.groups,
    named,
    rank: anchored ? rank : undefined,
  };
}

function looseExpression(of: CaseScope): Expression {
  const { random, kinds, keys } = of;
  const [one, other] = [random.pick(kinds), random.pick(kinds)];
  const key = quoteMeta(random.pick(keys));
  const free = { rank: undefined, named: [] as string[] };
  return random.weighted<Expression>([
    [3, { ...free, source: `(${one}|${other}) (\\S+)`, numbered: 2 }],
    [3, { ...free, source: `^(\\w+) (\\S+)(?: (\\d+))?`, numbered: 3 }],
    [2, { ...free, source: `(?:${one}|${other}) (?<k>[^ ]+)`, numbered: 1, named: ["k"] }],
    [2, { ...free, source: one, numbered: 0 }],
    [1, { ...free, source: "^(.*)$", numbered: 1 }],
    [1, { ...free, source: ".", numbered: 0 }],
    [0.7, { ...free, source: "^$", numbered: 0 }],
    [1, { ...free, source: `${key}`, numbered: 0 }],
    [1, { ...free, source: `(${key})`, numbered: 1 }],
    [1, { ...free, source: `([a-z]+)([0-9]*)$`, numbered: 2 }],
    [1, { ...free, source: `^(?<kind>\\w+) (?<k>\\S*)`, numbered: 2, named: ["kind", "k"] }],
    [0.7, { ...free, source: `((${one})|(${other})) ?(\\w)?`, numbered: 4 }],
    [0.7, { ...free, source: `[${one.slice(0, 2)}][^x]{2,4}\\s(\\S{1,3})`, numbered: 1 }],
    [0.5, { ...free, source: `(\\d)(\\d)?(\\d)?`, numbered: 3 }],
    [0.5, { ...free, source: `[\\x80-\\xff]+`, numbered: 0 }],
    [0.4, { ...free, source: `SEC_(\\w+)`, numbered: 1 }],
  ]);
}

function multiLineExpression(of: CaseScope, lines: number): Expression {
  const { random, kinds } = of;
  const [one, other] = [random.pick(kinds), random.pick(kinds)];
  const free = { rank: undefined, named: [] as string[] };
  const gap = lines === 3 ? "\\n.*\\n" : "\\n";
  return random.weighted<Expression>([
    [3, { ...free, source: `${one} (\\S+).*${gap}${other}`, numbered: 1 }],
    [2, { ...free, source: `${one}.*${gap}.*?(\\w+)$`, numbered: 1 }],
    [2, { ...free, source: `^(.*)${gap}(.*)$`, numbered: 2 }],
    [1, { ...free, source: `(\\S+)\\n(?<k>\\w+)`, numbered: 2, named: ["k"] }],
    [1, { ...free, source: `${other} (\\w+)`, numbered: 1 }],
  ]);
}

function expression(of: CaseScope, lines: number): Expression {
  const { random, kinds } = of;
  if (lines > 1) return multiLineExpression(of, lines);
  return random.weighted<() => Expression>([
    [12, () => kindExpression(of, random.pick(kinds), 0)],
    [2, () => syntheticExpression(of)],
    [5, () => looseExpression(of)],
  ])();
}

function syntheticExpression(of: CaseScope): Expression {
  const rank = of.random.between(1, SYNTHETIC_PREFIXES.length);
  return kindExpression(of, SYNTHETIC_PREFIXES[rank - 1] ?? "S1", rank);
}

/** A second pattern that contains what the first pattern set. */
function dependentExpression(of: CaseScope, first: MatchVariables): Expression {
  const { random, kinds } = of;
  const kind = random.pick(kinds);
  const variable = first.named.length > 0 && random.chance(0.3) ? `$+{${random.pick(first.named)}}` : "$1";
  const free = { rank: undefined, named: [] as string[] };
  return random.weighted<Expression>([
    [5, { ...free, source: `^${kind} ${variable}`, numbered: 0, rank: 0 }],
    [3, { ...free, source: `${kind} (${variable})`, numbered: 1 }],
    [2, { ...free, source: `(\\w+) ${variable}(?: (?<n>\\d+))?`, numbered: 2, named: ["n"] }],
    [1, { ...free, source: `${variable}$$`, numbered: 0 }],
    [1, { ...free, source: `${kind} $2|${kind} ([a-m]\\S*)`, numbered: 1 }],
  ]);
}

/**
 * A varmap: mappings, and perhaps the name of a cache entry, which is remembered for Cached patterns
 * to come.
 */
function varmap(of: CaseScope, suffix: string, found: Expression): { field?: string; named: string[] } {
  const { random } = of;
  if (!random.chance(0.35)) return { named: [] };
  const named = random.sample(["k", "v", "w_1"], random.between(0, 2));
  const mappings = named.map(
    (name) => `${name}=${random.between(0, found.numbered + (random.chance(0.2) ? 1 : 0))}`,
  );
  const storing = random.chance(0.7) || named.length === 0;
  const cacheName = random.pick(["c1", "c2"]);
  if (storing) of.caches.push({ name: cacheName, variables: ["1", ...named, ...found.named] });
  const parts = storing ? random.sample([cacheName, ...mappings], mappings.length + 1) : mappings;
  return {
    field: `varmap${suffix}=${random.pick(["", "", " "])}${parts.join(random.pick(["; ", ";", " ; "]))}`,
    named,
  };
}

function regExp(of: CaseScope, suffix: string, lines: number, found: Expression): Pattern {
  const map = varmap(of, suffix, found);
  const type = of.random.pick(["RegExp", "RegExp", "regexp"]);
  const count = lines > 1 ? lines : of.random.pick(["", "", "", "1"]);
  return {
    fields: [
      `ptype${suffix}=${type}${count}`,
      `pattern${suffix}=${found.source}`,
      ...(map.field === undefined ? [] : [map.field]),
    ],
    match: { set: true, numbered: found.numbered, named: [...found.named, ...map.named] },
    rank: lines > 1 ? undefined : found.rank,
  };
}

function subStr(of: CaseScope, suffix: string, lines: number, variable: string): Pattern {
  const { random, kinds, keys } = of;
  const key = (): string => random.pick(keys).replaceAll("\\", "\\\\");
  const one = random.weighted([
    [5, random.pick(kinds)],
    [2, `${random.pick(kinds)}\\s`],
    [2, variable === "" ? `${random.pick(kinds)} ${key()}` : `${random.pick(kinds)} ${variable}`],
    [2, variable === "" ? key() : variable],
    [0.5, "\\t"],
    [0.5, "\\0"],
    [1, " "],
  ]);
  const text = lines > 1 && random.chance(0.5) ? `${one}\\n${random.pick(kinds)}` : one;
  return {
    fields: [
      `ptype${suffix}=SubStr${lines > 1 ? lines : ""}`,
      `pattern${suffix}=${text.trim() === "" ? "\\s" : text}`,
    ],
    match: NO_VARIABLES,
    rank: undefined,
  };
}

function negated(pattern: Pattern, suffix: string): Pattern {
  const fields = pattern.fields
    .filter((field) => !field.startsWith("varmap"))
    .map((field) =>
      field.startsWith("ptype") ? field.replace(`ptype${suffix}=`, `ptype${suffix}=N`) : field,
    );
  return {
    fields,
    match: pattern.match.set ? { set: true, numbered: 0, named: [] } : NO_VARIABLES,
    rank: undefined,
  };
}

function cached(of: CaseScope, suffix: string): Pattern {
  const { random } = of;
  const entry = of.caches.length > 0 ? random.pick(of.caches) : { name: "c1", variables: ["k"] };
  return {
    fields: [`ptype${suffix}=${random.pick(["Cached", "cached"])}`, `pattern${suffix}=${entry.name}`],
    match: { set: true, numbered: 2, named: entry.variables.filter((name) => name !== "1") },
    rank: undefined,
  };
}

function lineCount(of: CaseScope): number {
  return of.random.weighted([
    [12, 1],
    [1.6, 2],
    [0.5, 3],
  ]);
}

/**
 * A pattern with its type. With `first`, the pattern is the second of a Pair and may hold variables of
 * the first.
 */
export function generatePattern(of: CaseScope, suffix: string, first?: MatchVariables): Pattern {
  const { random } = of;
  const dependent = first?.set === true && random.chance(0.7);
  const source = (lines: number): Expression =>
    dependent && lines === 1 ? dependentExpression(of, first) : expression(of, lines);
  return random.weighted<() => Pattern>([
    [16, () => withLines(of, (lines) => regExp(of, suffix, lines, source(lines)))],
    [2.5, () => withLines(of, (lines) => subStr(of, suffix, lines, dependent ? "$1" : ""))],
    [0.7, () => withLines(of, (lines) => negated(regExp(of, suffix, lines, source(lines)), suffix))],
    [0.5, () => withLines(of, (lines) => negated(subStr(of, suffix, lines, dependent ? "$1" : ""), suffix))],
    [of.caches.length > 0 ? 2.5 : 0.1, () => cached(of, suffix)],
    [0.4, () => negated(cached(of, suffix), suffix)],
    [0.6, () => truthValue(of, suffix)],
    [of.options.perl ? 6 : 0, () => withLines(of, (lines) => functionPattern(of, suffix, lines))],
  ])();
}

function withLines(of: CaseScope, make: (lines: number) => Pattern): Pattern {
  return make(lineCount(of));
}

function truthValue(of: CaseScope, suffix: string): Pattern {
  const truth = of.random.pick(["TRUE", "TRUE", "true", "FALSE"]);
  return {
    fields: [`ptype${suffix}=TValue`, `pattern${suffix}=${truth}`],
    match: NO_VARIABLES,
    rank: undefined,
  };
}
