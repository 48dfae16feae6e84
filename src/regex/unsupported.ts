/**
 * Valid Perl that is refused here: what needs large tables, or hangs on how Perl's optimiser compiled the
 * rest of the pattern. docs/regex.md explains each under this name.
 */
export const UNSUPPORTED = [
  "modifier /l (rules of the process's locale)",
  "boundary \\b{lb}",
  "boundary \\b{sb}",
  "character name",
  "Unicode property",
  "a sequence of characters in a class",
  "a sequence of characters in (?[...])",
  "case folding to several characters",
  "case folding of a long run of the letter s",
  "the letter s in caseless alternatives with Unicode rules",
  "\\G more than once",
  "a condition that is an empty lookaround",
  "an atomic group in a lookbehind",
  "a reference into a negative lookaround",
  "a lookahead that Perl takes for the match's start",
  "an optional (*ACCEPT)",
  "a repeated (*THEN)",
  "(*COMMIT) beside (*ACCEPT)",
  "(*COMMIT), (*PRUNE) or (*SKIP) in a repeat",
] as const;

export type Unsupported = (typeof UNSUPPORTED)[number];
