import type { DiagnosticDefinition } from "./diagnostic.ts";

/** About variables in command lines for the shell (`--shell-vars`). */
export const SHELL_DIAGNOSTICS = {
  "unquotable-shell-variable": {
    severity: "error",
    title: "a variable stands where its value cannot be quoted for the shell",
    explanation:
      "With --shell-vars=escape each value in a command line reaches the command as it is, whatever is in " +
      "it: it is quoted as the place needs where it stands, outside of quotes or in quotes of either kind. " +
      "In a command substitution, a here-document, arithmetic, or where a command such as eval or sh -c " +
      "takes it apart once more, that is not possible. Give the value to the command as an argument.",
    wrong: "action=shellcmd sh -c 'notify $1'",
    right: "action=shellcmd sh -c 'notify \"$$@\"' sh $1",
  },
  "shell-variable": {
    severity: "error",
    title: "a variable stands in a command line for the shell",
    explanation:
      "With --shell-vars=refuse no value that comes from outside may be put into a command line that a " +
      "shell reads; only times and characters, as %t and %.sp, may. Actions without a shell take values as " +
      "arguments.",
    wrong: "action=shellcmd notify $1",
    right: "action=cmdexec notify $1",
  },
} as const satisfies Record<string, DiagnosticDefinition>;
