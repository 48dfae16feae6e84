import type { DiagnosticDefinition } from "./diagnostic.ts";

/** About action lists. */
export const ACTION_DIAGNOSTICS = {
  "unbalanced-parentheses": {
    severity: "error",
    title: "a parenthesis has no counterpart",
    explanation:
      "Parentheses group actions and mask semicolons, so each needs a counterpart, also inside quotes. " +
      "One that is meant as text is written with a backslash before it, which SEC removes.",
    wrong: "action=write - well done :)",
    right: "action=write - well done :\\)",
  },
  "unknown-action": {
    severity: "error",
    title: "an action does not exist",
    explanation:
      "An action list consists of actions separated by semicolons, each a keyword and its parameters. A " +
      "semicolon that belongs to a parameter must stand in parentheses, otherwise what follows it is " +
      "taken for an action.",
    wrong: "action=shellcmd rm /tmp/a; rm /tmp/b",
    right: "action=shellcmd (rm /tmp/a; rm /tmp/b)",
  },
  "missing-action": {
    severity: "error",
    title: "nothing stands between two semicolons",
    explanation: "Semicolons may only be repeated at the end of an action list.",
    wrong: "action=write - a;; write - b",
    right: "action=write - a; write - b",
  },
  "invalid-action": {
    severity: "error",
    title: "an action has too few or too many parameters",
    explanation:
      "Parameters are separated by blanks. Names of files, contexts and variables are single words, even " +
      "in parentheses; a text or a command line, which is always the last parameter, may have blanks.",
    wrong: "action=pipe %s /bin/mail root",
    right: "action=pipe '%s' /bin/mail root",
  },
  "empty-parameter": {
    severity: "error",
    title: "a parameter that an action needs is empty",
    explanation: "Parentheses around a parameter are removed; if nothing is left, it counts as missing.",
    wrong: "action=shellcmd ()",
    right: "action=shellcmd (rm -f /tmp/a; rm -f /tmp/b)",
  },
  "invalid-variable": {
    severity: "error",
    title: "an action list variable is misspelt",
    explanation:
      "Where an action sets or reads a variable, it is a percent sign, a letter, and then letters, digits " +
      "and underscores: no braces, and none of the built-in variables that begin with a dot.",
    wrong: "action=assign text %t",
    right: "action=assign %text %t",
  },
  "empty-action-lists": {
    severity: "error",
    title: "an if or while has nothing to do",
    explanation:
      "At least one of the lists of an if action, and that of a while action, must have an action.",
    wrong: "action=if %ok ()",
    right: "action=if %ok ( none ) else ( write - failed )",
  },
} as const satisfies Record<string, DiagnosticDefinition>;
