import type { ContextExpression } from "../core/contexts/expression.ts";
import type { Span } from "../core/span.ts";
import type { ParseScope } from "./parse-scope.ts";

/** `&&` or `||`, and where it stands. */
export interface Operator {
  readonly kind: "and" | "or";
  readonly span: Span;
}

/**
 * Combines the operands of one level of parentheses from left to right, as the reference does. Where `&&` follows
 * `||`, it does not do what one expects, and we keep that, since rules depend on it: in the first such place,
 * `X || Y && Z` is `X && Y`, and Z is lost. From the second place on, it is `(X || Z) && Y`.
 */
export function combineOperands(
  operands: readonly ContextExpression[],
  operators: readonly Operator[],
  scope: ParseScope,
): ContextExpression | undefined {
  let [left] = operands;
  let places = 0;
  for (let index = 0; index < operators.length; index += 1) {
    const operator = operators[index];
    const right = operands[index + 1];
    if (!left || !operator || !right) return undefined;
    const next = operators[index + 1];
    if (operator.kind === "or" && next?.kind === "and") {
      const last = operands[index + 2];
      if (!last) return undefined;
      reportPlace(next.span, places, scope);
      if (places > 0) left = { kind: "or", left, right: last };
      left = { kind: "and", left, right };
      places += 1;
      index += 1;
    } else {
      left = { kind: operator.kind, left, right };
    }
  }
  return left;
}

function reportPlace(span: Span, places: number, scope: ParseScope): void {
  scope.report(
    "and-after-or",
    span,
    places === 0
      ? "&& after || is not evaluated as written: what follows it is never looked at"
      : "&& after || is not evaluated as written: what follows it is tried instead of what stands before it",
    "use parentheses: A || (B && C), or (A || B) && C",
  );
}
