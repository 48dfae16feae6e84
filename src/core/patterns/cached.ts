import { NO_CLAUSES, type PatternDefinition } from "./definition.ts";

/** `Cached`: the name of a pattern match cache entry. */
export const cached: PatternDefinition<string> = {
  keyword: "Cached",
  summary: "Matches when an earlier rule cached a match of the same line under a name.",
  takesLines: false,
  negatable: true,
  setsVariables: { plain: true, negated: false },
  substituted: false,
  matchesEventGroups: false,
  parse: (text) => {
    if (/^[A-Za-z]\w*$/.test(text)) return { value: text };
    const form = "<letter>[<letter>|<digit>|<underscore>]...";
    return { fault: `Invalid cached pattern name '${text}': the name does not have the form ${form}` };
  },
  compile: ({ negated, value }) => ({
    matches: (engine) => {
      const cachedMatch = engine.cache.get(value);
      if (cachedMatch && !negated) engine.match = cachedMatch;
      return (cachedMatch !== undefined) !== negated;
    },
    negated,
    clauses: NO_CLAUSES,
  }),
};
