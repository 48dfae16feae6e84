import type { DiagnosticDefinition } from "./diagnostic.ts";

/** About context expressions. */
export const CONTEXT_DIAGNOSTICS = {
  "invalid-context-expression": {
    severity: "error",
    title: "a context expression is not valid",
    explanation:
      "Operands are context names without blanks, varset NAME, =( Perl program ), and PARAMETERS -> ( sub " +
      "{ … } ) or with :> instead of ->. They are combined with !, && and ||, and grouped with " +
      "parentheses. Perl code should stand in parentheses, since it may contain these operators.",
    wrong: "context=LOGIN and not BLOCKED",
    right: "context=LOGIN && !BLOCKED",
  },
  "and-after-or": {
    severity: "warning",
    title: "&& follows || without parentheses",
    explanation:
      "SEC evaluates A || B && C as A && B: C is never looked at. sec-ts does the same, because rules may " +
      "depend on it. What stands around a group with such a place is evaluated in other odd ways, too. " +
      "Parentheses make it say what it means.",
    wrong: "context=WEEKEND || NIGHT && !ONCALL",
    right: "context=WEEKEND || (NIGHT && !ONCALL)",
  },
} as const satisfies Record<string, DiagnosticDefinition>;
