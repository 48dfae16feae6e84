import { quotemeta } from "../../regex/index.ts";
import type { Engine } from "../engine.ts";
import type { Lookup } from "../match-variables.ts";
import { compileTemplate, fillIn, type MatchRounds } from "../templates/substitution.ts";
import { compilePattern } from "./compile.ts";
import type { Matcher } from "./definition.ts";
import { PATTERN_TYPES, type Pattern } from "./index.ts";

/** A pair's second pattern with the first match's values in it. */
export interface SubstitutedPattern {
  readonly text: string;
  readonly matcher: Matcher;
}

/**
 * `pattern` is absent if the rule's own pattern serves; `fault` says why the substituted one does not
 * compile.
 */
export interface SecondPattern {
  readonly pattern?: SubstitutedPattern;
  readonly fault?: string;
}

/**
 * The second pattern of a pair with the values of the first match in it (manual: end of "PATTERNS, PATTERN
 * TYPES AND MATCH VARIABLES"). In a regular expression the values' special characters are quoted.
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
    return { pattern: substituted(pattern, value) };
  } catch (fault) {
    return { fault: (fault as Error).message };
  }
}

/** Compiles a second pattern whose variables have been replaced. */
export function substituted(pattern: Pattern, text: string): SubstitutedPattern {
  return { text, matcher: compilePattern({ ...pattern, value: text } as Pattern) };
}

/**
 * A pair rule's own second pattern. One that holds variables of the first match is only compiled if it is
 * ever tried as it is written; then, if it does not compile, it matches nothing.
 */
export function ownSecondMatcher(pattern: Pattern): Matcher {
  if (pattern.type !== "regexp" || !/\$[$\d{+:]/.test(pattern.value)) return compilePattern(pattern);
  let matcher: Matcher | undefined;
  return (engine) => {
    matcher ??= compiledOrNever(engine, pattern);
    return matcher(engine);
  };
}

function compiledOrNever(engine: Engine, pattern: Pattern): Matcher {
  try {
    return compilePattern(pattern);
  } catch (fault) {
    engine.log(2, () => `Invalid regular expression '${pattern.value}': ${(fault as Error).message}`);
    return () => false;
  }
}

function quoted(lookup: Lookup): Lookup {
  return (reference) => quotemeta(lookup(reference));
}
