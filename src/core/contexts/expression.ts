import type { Span } from "../span.ts";
import type { Template } from "../templates/template.ts";

/** A context expression as it is evaluated (manual: "CONTEXTS AND CONTEXT EXPRESSIONS"). */
export type ContextExpression =
  | { readonly kind: "name"; readonly name: Template }
  | { readonly kind: "not"; readonly operand: ContextExpression }
  | { readonly kind: "and" | "or"; readonly left: ContextExpression; readonly right: ContextExpression }
  /** Operands and operators where `&&` follows `||`, which the reference evaluates in a way of its own. */
  | { readonly kind: "postfix"; readonly elements: readonly PostfixElement[] }
  | { readonly kind: "varset"; readonly entry: Template }
  /** `=( … )`: a Perl program, compiled each time after its match variables were replaced. */
  | { readonly kind: "perl-program"; readonly program: Template }
  /**
   * `… -> sub { … }` and `… :> sub { … }`: a Perl function, compiled once; `:>` passes match cache entries.
   */
  | {
      readonly kind: "perl-function";
      readonly operator: "->" | ":>";
      readonly parameters: readonly Template[];
      readonly code: string;
      readonly span: Span;
    };

/** An operand, or an operator, which stands behind what it combines. */
export type PostfixElement = ContextExpression | "and" | "or";

/** The value of a `context` field. */
export interface ContextCondition {
  readonly expression: ContextExpression;
  /** `[ … ]`: evaluated before the pattern is tried, and never substituted. */
  readonly beforePattern: boolean;
  readonly span: Span;
}
