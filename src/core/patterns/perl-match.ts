import type { Engine } from "../engine.ts";
import type { MatchVariables } from "../match-variables.ts";
import { matchOfPairs } from "../perl-calls.ts";
import type { PerlOutcome, PerlValue } from "../perl-port.ts";
import type { VariableMap } from "./definition.ts";
import { LineMatch, NO_NAMES } from "./line-match.ts";

type Matched = Extract<PerlOutcome, { kind: "values" | "hash" }>;

/**
 * The variables that a PerlFunc pattern sets (manual: "PATTERNS, PATTERN TYPES AND MATCH VARIABLES"): a list
 * gives `$1`, `$2` and so on, a hash named ones. What SEC sets by itself comes before what a hash holds, and
 * so do the names of the variable map, which stand for values of a list.
 */
export function perlMatch(
  engine: Engine,
  lines: number,
  result: Matched,
  variableMap: VariableMap | undefined,
): MatchVariables {
  const variables = new Map<string, PerlValue>(result.kind === "hash" ? result.pairs : []);
  // The hash is the one value that was returned, so that a variable map may name $1 and no further ones.
  const values = result.kind === "values" ? result.values : [variables.get("1")];
  if (result.kind === "values") values.forEach((value, at) => variables.set(String(at + 1), value));
  const own = new LineMatch(engine, lines, [engine.buffer.last(lines)], NO_NAMES);
  for (const [name, value] of own.entries()) variables.set(name, value);
  for (const { name, number } of variableMap?.variables ?? []) {
    variables.set(name, number === 0 ? own.get("0") : values[number - 1]);
  }
  return matchOfPairs([...variables]);
}
