import { NO_CLAUSES, type PatternDefinition } from "./definition.ts";

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
  compile: ({ negated }) => ({ matches: () => false, negated, clauses: NO_CLAUSES }),
};
