import type { Engine } from "./engine.ts";
import type { MatchVariables } from "./match-variables.ts";
import {
  NO_PERL,
  type PerlArgument,
  type PerlEntry,
  type PerlOutcome,
  type PerlPairs,
  type PerlValue,
  type PerlWant,
  perlText,
} from "./perl-port.ts";
import type { RunningRule } from "./rule-set.ts";
import { perlCodeOf } from "./uses-perl.ts";

/** What an engine remembers of its dealings with Perl. */
export interface PerlDealings {
  /** The functions of patterns, context expressions and lcall actions, by what they stand in. */
  functions: WeakMap<object, number>;
  /** The rules that Perl code stands in, once something has gone wrong. */
  rules: WeakMap<object, RunningRule> | undefined;
  /** The match cache entries of the present event that were passed to Perl code. */
  readonly entries: Map<string, KnownEntry>;
  lastEntry: number;
  /** The event that the entries belong to. */
  event: number;
  /** The Perl process is a new one, and rules have not been told. */
  restarted: boolean;
}

interface KnownEntry {
  readonly number: number;
  readonly match: MatchVariables;
}

export function newPerlDealings(): PerlDealings {
  return {
    functions: new WeakMap(),
    rules: undefined,
    entries: new Map(),
    lastEntry: 0,
    event: 0,
    restarted: false,
  };
}

/** Perl code of a rule, or a function that a variable holds, with what it is to be called with. */
export interface CodeCall {
  readonly want: PerlWant;
  /** The pattern, context expression or action that the code stands in. */
  readonly place: object;
  readonly code: number | string;
  readonly arguments?: readonly PerlArgument[];
  readonly keep?: boolean;
  /** What a failure is called in the log. */
  readonly failure: () => string;
}

/** Runs Perl code. A failure is logged, with the place of the rule, and gives `undefined`. */
export function callPerl(
  engine: Engine,
  call: CodeCall,
): Exclude<PerlOutcome, { kind: "failed" }> | undefined {
  const perl = engine.ports.perl ?? NO_PERL;
  const { outcome, changed, restarted } = perl.call({
    want: call.want,
    code: call.code,
    arguments: call.arguments ?? [],
    keep: call.keep ?? false,
    now: engine.now,
    event: engine.processedLines,
  });
  if (restarted) noteRestart(engine);
  for (const { entry, variables } of changed) changeEntry(engine, entry, variables);
  if (outcome.kind !== "failed") return outcome;
  engine.log(2, () => `${call.failure()}: ${outcome.message.trimEnd()}${placeOf(engine, call.place)}`);
  return undefined;
}

/** The function that stands in a pattern, a context expression or an action. */
export function functionAt(engine: Engine, place: object, code: string): number {
  const { functions } = engine.perl;
  let handle = functions.get(place);
  if (handle === undefined) functions.set(place, (handle = (engine.ports.perl ?? NO_PERL).function(code)));
  return handle;
}

/** Match cache entries as parameters of a function; undefined for those that do not exist (manual: `:>`). */
export function entryArguments(engine: Engine, names: readonly string[]): readonly PerlArgument[] {
  const { perl } = engine;
  if (perl.event !== engine.processedLines) {
    perl.event = engine.processedLines;
    perl.entries.clear();
  }
  return names.map((name): PerlEntry | undefined => {
    const match = engine.cache.get(name);
    if (!match) return undefined;
    const known = perl.entries.get(name);
    if (known?.match === match) return { entry: known.number };
    perl.lastEntry += 1;
    perl.entries.set(name, { number: perl.lastEntry, match });
    return { entry: perl.lastEntry, variables: variablesOf(match) };
  });
}

function variablesOf(match: MatchVariables): PerlPairs {
  const { references } = match;
  return [...match.entries()].map(([name, value]) => [name, references?.get(name) ?? value] as const);
}

/** Puts what code has made of an entry into the cache; matches that were taken from it before stay. */
function changeEntry(engine: Engine, number: number, variables: PerlPairs): void {
  for (const [name, known] of engine.perl.entries) {
    if (known.number !== number || engine.cache.get(name) !== known.match) continue;
    const match = matchOfPairs(variables);
    engine.cache.set(name, match);
    engine.perl.entries.set(name, { number, match });
  }
}

/** Match variables that Perl code has made. */
export function matchOfPairs(pairs: PerlPairs): MatchVariables {
  const values = new Map(
    pairs.map(([name, value]) => [name, value === undefined ? undefined : perlText(value)]),
  );
  const references = new Map(
    pairs.flatMap(([name, value]): [string, PerlValue][] =>
      typeof value === "object" ? [[name, value]] : [],
    ),
  );
  return { get: (name) => values.get(name), entries: () => values, references };
}

/** A new process has none of the entries of the present event. */
function noteRestart(engine: Engine): void {
  engine.perl.restarted = true;
  engine.perl.entries.clear();
}

/** Where code stands, for messages. */
function placeOf(engine: Engine, place: object): string {
  // The engine may have been given other rules since.
  if (!engine.perl.rules?.has(place)) engine.perl.rules = rulesByCode(engine);
  const rule = engine.perl.rules.get(place);
  return rule ? ` (rule in ${rule.file.path} at line ${rule.rule.line})` : "";
}

function rulesByCode({ ruleSet }: Engine): WeakMap<object, RunningRule> {
  const rules = new WeakMap<object, RunningRule>();
  for (const rule of ruleSet.files.flatMap((file) => file.rules)) {
    for (const place of perlCodeOf(rule.rule)) rules.set(place, rule);
  }
  return rules;
}
