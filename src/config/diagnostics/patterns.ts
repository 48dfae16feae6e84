import type { DiagnosticDefinition } from "./diagnostic.ts";

/** About patterns, variable maps, Perl code, and variables in texts. */
export const PATTERN_DIAGNOSTICS = {
  "unknown-pattern-type": {
    severity: "error",
    title: "a pattern type does not exist, or not in this place",
    explanation:
      "SubStr, RegExp and PerlFunc may be followed by a number of lines (1 or more) and preceded by N, " +
      "which negates them. Cached may be negated. TValue takes neither. Event group patterns are SubStr, " +
      "RegExp, PerlFunc and their negated forms, without a number.",
    wrong: "ptype=RegEx",
    right: "ptype=RegExp",
  },
  "pattern-exceeds-buffer": {
    severity: "error",
    title: "a pattern matches more lines than input buffers hold",
    explanation:
      "The option --bufsize sets how many lines are kept for patterns such as RegExp3. Without it, or with --bufsize=0, " +
      "as many lines are kept as the patterns need.",
    wrong: "ptype=RegExp3   (with --bufsize=2)",
    right: "ptype=RegExp3   (with --bufsize=3, or without --bufsize)",
  },
  "invalid-pattern": {
    severity: "error",
    title: "a pattern is not valid for its type",
    explanation:
      "A Cached pattern is a name that begins with a letter and has only letters, digits and underscores; " +
      "a TValue pattern is TRUE or FALSE.",
    wrong: "ptype=TValue\npattern=yes",
    right: "ptype=TValue\npattern=TRUE",
  },
  "invalid-regular-expression": {
    severity: "error",
    title: "a regular expression does not compile",
    explanation:
      "The pattern must be a valid Perl regular expression. Characters with a meaning of their own, such " +
      "as ( [ * ? + and |, are preceded by a backslash where they stand for themselves.",
    wrong: "pattern=user (unknown",
    right: "pattern=user \\(unknown",
  },
  "unsupported-regular-expression": {
    severity: "error",
    title: "a regular expression is valid Perl, but sec-ts cannot run it",
    explanation:
      "sec-ts runs regular expressions itself, and leaves out a few rare constructs of Perl. The message " +
      "names the one that was found. A PerlFunc pattern can use all that Perl has.",
    wrong: "ptype=RegExp\npattern=\\b{sb}login",
    right: "ptype=RegExp\npattern=\\blogin",
  },
  "invalid-perl-function": {
    severity: "error",
    title: "Perl code does not yield a function",
    explanation:
      "The code is compiled when rules are loaded, in the package main::SEC, and must be an anonymous " +
      "function: sub { … }. In context expressions it should stand in parentheses, since && and || " +
      "outside of them end it.",
    wrong: "context=$1 -> ( $_[0] < 1024 )",
    right: "context=$1 -> ( sub { $_[0] < 1024 } )",
  },
  "perl-not-found": {
    severity: "warning",
    title: "Perl code was not checked",
    explanation:
      "The rules contain Perl functions, and there is no program perl to compile them. Install the " +
      "package perl, or use --no-perl if they are not to be checked.",
    wrong: "ptype=PerlFunc   (without perl)",
    right: "apt-get install perl",
  },
  "needs-perl": {
    severity: "error",
    title: "a rule has Perl code, and there is no Perl",
    explanation:
      "PerlFunc patterns, Perl code in context expressions, and the actions eval, call and lcall are run " +
      "by the program perl, which is not installed or does not start. Other rules work without it.",
    wrong: "action=eval %o ( time() )   (without perl)",
    right: "apt-get install perl",
  },
  "internals-of-sec": {
    severity: "warning",
    title: "Perl code reaches for the insides of SEC",
    explanation:
      "SEC keeps its contexts, operations and variables in Perl variables such as %main::context_list, " +
      "which code in rules can change. sec-ts keeps them elsewhere: to the code, such variables are empty, " +
      "and changing them does nothing. Actions such as exists, copy, getsize and create do what code would " +
      "do with contexts.",
    wrong: "action=lcall %n -> ( sub { scalar(keys %main::context_list) } )",
    right: "action=exists %n LOGIN",
  },
  "invalid-variable-map": {
    severity: "error",
    title: "a variable map is not valid",
    explanation:
      "A map consists of name=number and of names under which the match is cached, separated by " +
      "semicolons. A name begins with a letter and has only letters, digits and underscores.",
    wrong: "varmap=user=$1, host=$2",
    right: "varmap=user=1; host=2",
  },
  "variable-map-ignored": {
    severity: "warning",
    title: "a variable map has no effect",
    explanation:
      "Only RegExp and PerlFunc patterns that are not negated can have one; it is ignored elsewhere.",
    wrong: "ptype=SubStr\npattern=login\nvarmap=LOGIN",
    right: "ptype=RegExp\npattern=login\nvarmap=LOGIN",
  },
  "variable-stays-text": {
    severity: "warning",
    title: "a match variable is not replaced",
    explanation:
      "SubStr, NSubStr, NCached and TValue patterns set no match variables, and after such a match $1 " +
      "stays the text $1, and $$ stays $$. The same holds for context expressions in square brackets, " +
      "which are evaluated before the pattern is tried.",
    wrong: "ptype=SubStr\npattern=Failed password for (\\S+)\ndesc=failed login of $1",
    right: "ptype=RegExp\npattern=Failed password for (\\S+)\ndesc=failed login of $1",
  },
} as const satisfies Record<string, DiagnosticDefinition>;
