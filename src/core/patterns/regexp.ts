import type { PatternDefinition } from "./definition.ts";
import { LineMatch, NO_NAMES } from "./line-match.ts";
import { compileRegex, withinLimit } from "./regex.ts";

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
    if (negated) {
      return (engine) => {
        const subject = engine.buffer.last(lines);
        if (withinLimit(engine, regex, regex.test(subject))) return false;
        engine.match = new LineMatch(engine, lines, [subject], NO_NAMES);
        return true;
      };
    }
    return (engine) => {
      const subject = engine.buffer.last(lines);
      const captures = withinLimit(engine, regex, regex.exec(subject));
      if (!captures) return false;
      // Without groups Perl's match returns 1, and so SEC's $1 is 1.
      const groups = regex.groupCount === 0 ? [subject, "1"] : [subject, ...captures.slice(1)];
      engine.match = new LineMatch(engine, lines, groups, regex.groupNames, variableMap);
      for (const entry of variableMap?.entries ?? []) engine.cache.set(entry, engine.match);
      return true;
    };
  },
};
