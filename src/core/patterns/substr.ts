import type { PatternDefinition } from "./definition.ts";

const ESCAPED: Readonly<Record<string, string>> = { t: "\t", n: "\n", r: "\r", s: " ", "0": "", "\\": "\\" };

/** `SubStr`: a string that is searched for; the value is the string with its backslash sequences replaced. */
export const substr: PatternDefinition<string> = {
  keyword: "SubStr",
  summary: "Matches when the last N lines contain a string.",
  takesLines: true,
  negatable: true,
  setsVariables: { plain: false, negated: false },
  substituted: true,
  matchesEventGroups: true,
  parse: (text) => ({ value: unescape(text) }),
  compile: ({ negated, lines, value }) => ({
    matches: (engine) => engine.buffer.last(lines).includes(value) !== negated,
    negated,
    clauses: () => (value === "" ? [] : [{ literals: [value], ignoreCase: false }]),
    matchesWithout: () => negated,
  }),
};

/** Replaces `\t \n \r \s \0 \\`; any other backslash stays. */
export function unescape(text: string): string {
  return text.replace(/\\([tnrs0\\])/g, (_, letter: string) => ESCAPED[letter] ?? "");
}
