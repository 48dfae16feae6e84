import type { ActionScope, CaseScope, MatchVariables } from "./scope.ts";

/**
 * `sink` texts leave the engine, so they may name any number of variables. `stored` texts come back as
 * variables, events or store lines: two variables in one of those could double its length with each turn.
 */
export type TextUse = "sink" | "stored";

const WORDS = ["x", "ok", "was", "=", ",", "-", "a  b", "1", "0", "\xe9", "\xc3\xa0", "\\n", "#", "~"];
const QUIRKS = [
  "%%",
  "$$",
  "$$1",
  "%%s",
  "100%",
  "$",
  "%",
  "'q'",
  '"',
  "\\(",
  "\\)",
  "(p)",
  "$x",
  "%5",
  "\\",
  "$$$$",
  "%%%%a",
  "[b]",
  "{c}",
  "${",
  "$+{",
  "%{",
  "@",
  "&&",
  "!",
  "->",
  "|",
];
const BUILT_IN = [
  "%s",
  "%u",
  "%t",
  "%.sec",
  "%.min",
  "%.hour",
  "%.hmsstr",
  "%.mday",
  "%{.mdaystr}",
  "%.mon",
  "%.monstr",
  "%.year",
  "%.wday",
  "%.wdaystr",
  "%.tzname",
  "%.tzoff",
  "%.tzoff2",
  "%{.nl}",
  "%{.cr}",
  "%.tab",
  "%.sp",
  "%{.chr7}",
  "%{.chr31}",
  "%{.chr0}",
  "%{s}",
  "%{u}",
  "%.none",
  "%u_x",
];

/** A match variable as a rule writes it, sometimes one that the pattern does not set. */
export function matchVariable(of: CaseScope, match: MatchVariables): string {
  const { random } = of;
  const group = (): string => String(random.between(1, Math.max(1, match.numbered)));
  const name = (): string => (match.named.length > 0 ? random.pick(match.named) : "k");
  return random.weighted<() => string>([
    [10, () => `$${group()}`],
    [3, () => `\${${group()}}`],
    [match.named.length > 0 ? 6 : 0.5, () => `$+{${name()}}`],
    [1.5, () => "$0"],
    [0.6, () => `$${random.pick(["7", "02", "10", "{9}"])}`],
    [0.5, () => `$+{${random.pick(["none", "_inputsrc", "_intcontext", "a!"])}}`],
    [0.3, () => `$+{${group()}}`],
    [of.caches.length > 0 ? 1 : 0, () => cachedVariable(of)],
  ])();
}

/** A variable looked up under the name of a cached match. */
function cachedVariable(of: CaseScope): string {
  const entry = of.random.pick(of.caches);
  return `$:{${entry.name}:${of.random.pick([...entry.variables, "0", "none"])}}`;
}

/** A `%` variable of the first pattern, for places that see two patterns. */
function firstVariable(scope: ActionScope, first: MatchVariables): string {
  const { random } = scope.of;
  const group = random.between(1, Math.max(1, first.numbered));
  const named = first.named.length > 0 ? `%+{${random.pick(first.named)}}` : "%+{k}";
  return random.weighted([
    [6, `%${group}`],
    [2, `%{${group}}`],
    [2, named],
    [1, "%0"],
  ]);
}

function actionVariable(scope: ActionScope): string {
  const { random, variables, timeVariables } = scope.of;
  const name = random.weighted([
    [8, random.pick(variables)],
    [scope.restraint === "none" ? 0 : 8, `own${scope.list}`],
    [1, random.pick(timeVariables)],
    [0.5, "unset"],
  ]);
  return random.chance(0.25) ? `%{${name}}` : `%${name}`;
}

function growing(scope: ActionScope): string {
  const { random } = scope.of;
  return random.weighted<() => string>([
    [scope.restraint === "constant" ? 0 : 6, () => matchVariable(scope.of, scope.match)],
    [scope.first !== undefined && scope.restraint !== "constant" ? 5 : 0, () => firstOf(scope)],
    [3, () => actionVariable(scope)],
    [scope.restraint === "constant" ? 0 : 1.5, () => "%s"],
    [scope.restraint === "constant" ? 2 : 0, () => "x"],
  ])();
}

function firstOf(scope: ActionScope): string {
  return scope.first === undefined ? "%1" : firstVariable(scope, scope.first);
}

/**
 * A raw key as it must be written inside an action list, where lone parentheses are masked and `;` is
 * not allowed.
 */
export function maskKey(key: string): string {
  return key.replace(/[()]/g, "\\$&").replaceAll(";", ",");
}

/**
 * A text parameter of an action. It never begins or ends with a blank, and has no bare `;` and no lone
 * parenthesis.
 */
export function actionText(scope: ActionScope, use: TextUse): string {
  const { random, keys } = scope.of;
  const open = use === "sink" ? { ...scope, restraint: "none" as const } : scope;
  let variables = 0;
  const parts = Array.from({ length: random.between(1, 4) }, () =>
    random.weighted<() => string>([
      [5, () => random.pick(WORDS)],
      [7, () => (use === "stored" && variables++ > 0 ? random.pick(WORDS) : growing(open))],
      [1, () => random.pick(QUIRKS)],
      [1.2, () => random.pick(BUILT_IN)],
      [1, () => maskKey(random.pick(keys))],
    ])(),
  );
  const text = parts.join(random.pick([" ", " ", ""])).trim();
  return text.endsWith("\\") ? `${text}.` : text;
}

/** A text parameter with semicolons in it, which therefore stands in parentheses. */
export function parenthesised(scope: ActionScope, text: string): string {
  return scope.of.random.chance(0.1) ? `(${text}; ${scope.of.random.pick(WORDS)})` : text;
}

/** An operation description: few words and one or two groups, so that several rules and keys share it. */
export function description(of: CaseScope, match: MatchVariables): string {
  const { random } = of;
  const word = random.pick(of.descriptions);
  const variable = match.named.length > 0 && random.chance(0.3) ? `$+{${random.pick(match.named)}}` : "$1";
  return random.weighted([
    [6, `${word} ${variable}`],
    [3, word],
    [1.5, variable],
    [0.8, `${word} \${1}${random.pick(["x", "0", ""])}`],
    [0.6, `${word} ${matchVariable(of, match)}`],
    [0.5, `${word} $1 $2`],
    [0.4, `${word} ${random.pick(["%a", "$$1", "100%", "%%", "(x", "a;b", "'q'", "\xe9", "%s", "%1"])}`],
  ]);
}

/** `desc2`, which sees two patterns. */
export function secondDescription(scope: ActionScope): string {
  const { random } = scope.of;
  const base = description(scope.of, scope.match);
  if (scope.first === undefined || random.chance(0.3)) return base;
  const end = random.pick(["", "", "%%", "%%s"]);
  return `${base}${random.pick([" ", "-"])}${firstVariable(scope, scope.first)}${end}`;
}
