import type { PatternDefinition } from "./definition.ts";

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
};
