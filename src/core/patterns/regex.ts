import { type Regex, RegexCache } from "../../regex/index.ts";
import type { Engine } from "../engine.ts";

export type { Regex } from "../../regex/index.ts";

const SECONDS_BETWEEN_WARNINGS = 60;

/** Pairs compile a second pattern for each value; the same values come again and again. */
const cache = new RegexCache(10_000);

/** Compiles a Perl regular expression. Throws if it is not one that Perl accepts and that is supported. */
export function compileRegex(source: string): Regex {
  const result = cache.compile(source);
  if (!result.ok) throw new Error(result.fault.message);
  return result.regex;
}

/**
 * A match that used up its steps counts as no match: a hostile line must not stop the others. It is
 * counted, and logged at most once a minute for each pattern.
 */
export function withinLimit<T>(engine: Engine, regex: Regex, result: T | "limit"): T | undefined {
  if (result !== "limit") return result;
  const { source } = regex;
  const earlier = engine.exhausted.get(source);
  const due = !earlier || engine.now - earlier.warned >= SECONDS_BETWEEN_WARNINGS;
  engine.exhausted.set(source, {
    count: (earlier?.count ?? 0) + 1,
    warned: due ? engine.now : earlier.warned,
  });
  if (due)
    engine.log(2, () => `Regular expression '${source}' takes too long on a line, which counts as no match`);
  return undefined;
}
