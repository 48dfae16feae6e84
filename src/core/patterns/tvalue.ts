import { NO_CLAUSES, type PatternDefinition } from "./definition.ts";

/** `TValue`: a truth value. */
export const tvalue: PatternDefinition<boolean> = {
  keyword: "TValue",
  summary: "Matches every line (TRUE) or none (FALSE).",
  takesLines: false,
  negatable: false,
  setsVariables: { plain: false, negated: false },
  substituted: false,
  matchesEventGroups: false,
  parse: (text) => {
    const word = text.toUpperCase();
    if (word === "TRUE" || word === "FALSE") return { value: word === "TRUE" };
    return { fault: `Invalid truth value '${text}'`, hint: "it is TRUE or FALSE" };
  },
  compile: ({ value }) => ({ matches: () => value, negated: false, clauses: NO_CLAUSES }),
};
