import {
  compileMember,
  type PatternFamily,
  type Regex,
  RegexCache,
  type RegexFault,
} from "../../regex/index.ts";
import type { Engine } from "../engine.ts";

export type { Regex } from "../../regex/index.ts";

const SECONDS_BETWEEN_WARNINGS = 60;

/**
 * Pairs compile a second pattern for each value; the same values come again and again. So do the patterns of
 * rules when their files are read once more.
 */
const cache = new RegexCache(10_000);

/** Compiles a Perl regular expression. Throws if it is not one that Perl accepts and that is supported. */
export function compileRegex(source: string): Regex {
  const result = cache.compile(source);
  if (!result.ok) throw new Error(result.fault.message);
  return result.regex;
}

/** What is wrong with a regular expression, if anything is. {@link compileRegex} need not parse it again. */
export function regexFault(source: string): RegexFault | undefined {
  const result = cache.compile(source);
  if (!result.ok) return result.fault;
  result.regex.forget();
  return undefined;
}

/** Sees to it that {@link compileRegex} finds a member of a family, and need not parse it. */
export function prepareMember(family: PatternFamily, values: readonly string[], source: string): void {
  cache.compile(source, () => compileMember(family, values, source));
}

/**
 * A match that used up its steps counts as no match: a hostile line must not stop the others. It is counted
 * for the rule that is being tried, and logged at most once a minute for each rule.
 */
export function withinLimit<T>(engine: Engine, regex: Regex, result: T | "limit"): T | undefined {
  if (result !== "limit") return result;
  const rule = engine.rule!;
  rule.givenUp += 1;
  if (engine.now - rule.givenUpLogged < SECONDS_BETWEEN_WARNINGS) return undefined;
  rule.givenUpLogged = engine.now;
  engine.log(2, () => {
    const fault = `Regular expression '${regex.source}' takes too long on a line, which counts as no match`;
    return `${fault} (rule in ${rule.file.path} at line ${rule.rule.line}, ${rule.givenUp} so far)`;
  });
  return undefined;
}
