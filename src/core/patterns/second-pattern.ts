import type { Engine } from "../engine.ts";
import type { Lookup } from "../match-variables.ts";
import { compileTemplate, fillIn, type MatchRounds } from "../templates/substitution.ts";
import { compilePattern } from "./compile.ts";
import type { Matcher } from "./definition.ts";
import { PATTERN_TYPES, type Pattern } from "./index.ts";

/** A pair's second pattern: `matcher` is absent if it is the rule's own, `fault` says why it does not compile. */
export interface SecondPattern {
  readonly matcher?: Matcher;
  readonly fault?: string;
}

/**
 * The second pattern of a pair with the values of the first match in it (manual: end of "PATTERNS, PATTERN TYPES AND
 * MATCH VARIABLES"). In a regular expression the values' special characters are quoted.
 */
export function secondMatcher(engine: Engine, pattern: Pattern, firstRounds: MatchRounds): SecondPattern {
  if (firstRounds === "none" || !PATTERN_TYPES[pattern.type].substituted) return {};
  if (pattern.type !== "substr" && pattern.type !== "regexp") return {};
  const form = compileTemplate({ text: pattern.value, span: pattern.span }, firstRounds, false);
  if (form.references.length === 0 && !pattern.value.includes("$$")) return {};
  const value = fillIn(
    form,
    pattern.type === "regexp" ? quoted(engine.liveMatch) : engine.liveMatch,
    () => "",
  );
  try {
    return { matcher: compilePattern({ ...pattern, value } as Pattern) };
  } catch (fault) {
    return { fault: (fault as Error).message };
  }
}

function quoted(lookup: Lookup): Lookup {
  return (reference) => lookup(reference).replace(/[^A-Za-z0-9_]/g, "\\$&");
}
