import type { PatternDefinition } from "./definition.ts";
import { lineMatch, NO_GROUPS } from "./line-match.ts";
import { compileRegex } from "./regex.ts";

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
    return (engine) => {
      const subject = engine.buffer.last(lines);
      if (negated) {
        if (regex.test(subject)) return false;
        engine.match = lineMatch(engine, lines, subject, NO_GROUPS, regex);
        return true;
      }
      const groups = regex.exec(subject);
      if (!groups) return false;
      engine.match = lineMatch(engine, lines, subject, groups, regex, variableMap);
      for (const entry of variableMap?.entries ?? []) engine.cache.set(entry, engine.match);
      return true;
    };
  },
};
