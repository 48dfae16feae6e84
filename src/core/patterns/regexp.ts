import type { Clause } from "../../regex/index.ts";
import type { Matcher, PatternDefinition } from "./definition.ts";
import { LineMatch, NO_NAMES } from "./line-match.ts";
import { compileRegex, type Regex, withinLimit } from "./regex.ts";

/** `RegExp`: a Perl regular expression; the value is its text. */
export const regexp: PatternDefinition<string> = {
  keyword: "RegExp",
  summary: "Matches when a Perl regular expression matches the last N lines.",
  takesLines: true,
  negatable: true,
  setsVariables: { plain: true, negated: true },
  substituted: true,
  matchesEventGroups: true,
  parse: (text) => ({ value: text }),
  compile({ negated, lines, value, variableMap }) {
    const regex = compileRegex(value);
    const clauses = (): readonly Clause[] => regex.clauses;
    const forget = (): void => regex.forget();
    if (negated) {
      const matchesWithout: Matcher = (engine) => {
        engine.match = new LineMatch(engine, lines, [engine.buffer.last(lines)], NO_NAMES);
        return true;
      };
      const matches: Matcher = (engine) => {
        if (withinLimit(engine, regex, regex.test(engine.buffer.last(lines)))) return false;
        return matchesWithout(engine);
      };
      return { matches, negated, clauses, matchesWithout, forget };
    }
    const matches: Matcher = (engine) => {
      const subject = engine.buffer.last(lines);
      const captures = withinLimit(engine, regex, regex.exec(subject));
      if (!captures) return false;
      engine.match = new LineMatch(
        engine,
        lines,
        valuesOf(regex, subject, captures),
        regex.groupNames,
        variableMap,
      );
      if (variableMap) for (const entry of variableMap.entries) engine.cache.set(entry, engine.match);
      return true;
    };
    return { matches, negated, clauses, forget };
  },
};

/** `$0` is all of the lines. Without groups Perl's match returns 1, and so SEC's `$1` is 1. */
function valuesOf(
  regex: Regex,
  subject: string,
  captures: readonly (string | undefined)[],
): readonly (string | undefined)[] {
  if (regex.groupCount === 0) return [subject, "1"];
  const values = captures.slice();
  values[0] = subject;
  return values;
}
