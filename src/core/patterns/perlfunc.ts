import type { Engine } from "../engine.ts";
import { callPerl, functionAt } from "../perl-calls.ts";
import type { PerlOutcome } from "../perl-port.ts";
import {
  type CompiledPattern,
  NO_CLAUSES,
  type PatternDefinition,
  type PatternSource,
} from "./definition.ts";
import { LineMatch, NO_NAMES } from "./line-match.ts";
import { perlMatch } from "./perl-match.ts";

/** `PerlFunc`: a Perl function that is called with the last N lines; the value is its source. */
export const perlfunc: PatternDefinition<string> = {
  keyword: "PerlFunc",
  summary: "Matches when a Perl function that is given the last N lines returns something true.",
  takesLines: true,
  negatable: true,
  setsVariables: { plain: true, negated: true },
  substituted: false,
  matchesEventGroups: true,
  parse: (text) => ({ value: text }),
  compile(pattern) {
    const { negated } = pattern;
    return { matches: negated ? negatedMatcher(pattern) : matcher(pattern), negated, clauses: NO_CLAUSES };
  },
};

function matcher(pattern: PatternSource<string>): CompiledPattern["matches"] {
  const { lines, variableMap } = pattern;
  return (engine) => {
    const result = resultOf(engine, pattern);
    if (result?.kind !== "values" && result?.kind !== "hash") return false;
    engine.match = perlMatch(engine, lines, result, variableMap);
    if (variableMap) for (const entry of variableMap.entries) engine.cache.set(entry, engine.match);
    return true;
  };
}

/** A function that fails does not match either. */
function negatedMatcher(pattern: PatternSource<string>): CompiledPattern["matches"] {
  const { lines } = pattern;
  return (engine) => {
    if (resultOf(engine, pattern)?.kind !== "no-match") return false;
    engine.match = new LineMatch(engine, lines, [engine.buffer.last(lines)], NO_NAMES);
    return true;
  };
}

function resultOf(engine: Engine, pattern: PatternSource<string>): PerlOutcome | undefined {
  const { negated, lines, value, variableMap } = pattern;
  return callPerl(engine, {
    want: "match",
    place: pattern,
    code: functionAt(engine, pattern, value),
    arguments: linesAndSources(engine, lines),
    keep: !negated && variableMap !== undefined && variableMap.entries.length > 0,
    failure: () => `${negated ? "NPerlFunc" : "PerlFunc"} pattern runtime error`,
  });
}

/**
 * The last lines, and where each comes from; without a joint buffer all come from one source. That of a
 * synthetic event is undefined.
 */
function linesAndSources(engine: Engine, count: number): (string | undefined)[] {
  const { buffer, options } = engine;
  const lines: (string | undefined)[] = buffer.lines.slice(-count);
  for (const source of buffer.sources.slice(options.jointBuffer ? -count : -1)) {
    lines.push(source === "synthetic" ? undefined : (source ?? ""));
  }
  return lines;
}
