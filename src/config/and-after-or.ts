import type { ContextExpression } from "../core/contexts/expression.ts";
import type { Span } from "../core/span.ts";
import type { ParseScope } from "./parse-scope.ts";

/** `&&` or `||`, and where it stands. */
export interface Operator {
  readonly kind: "and" | "or";
  readonly span: Span;
}

/** An operand, and whether it is, or begins a group that holds, a place where `&&` follows `||`. */
export interface Operand {
  readonly expression: ContextExpression;
  readonly afterPlace: boolean;
}

/**
 * Combines the operands of one level of parentheses from left to right, as the reference does. Where `&&`
 * follows `||`, it does not do what one expects, and we keep that, since rules depend on it. `X || Y && Z` is
 * - `X && Y` in general: Z is lost;
 * - `(X || Z) && Y` if there was such a place in X, which is everything before;
 * - `X && (Y || Z)` if Y is a group with such a place.
 * A negated group counts as one without. This was measured; the reference has still other ways for `&&` after
 * a group with such a place.
 */
export function combineOperands(
  operands: readonly Operand[],
  operators: readonly Operator[],
  scope: ParseScope,
): Operand | undefined {
  let left = operands[0];
  for (let index = 0; index < operators.length; index += 1) {
    const operator = operators[index];
    const right = operands[index + 1];
    if (!left || !operator || !right) return undefined;
    const next = operators[index + 1];
    const last = operands[index + 2];
    if (operator.kind === "or" && next?.kind === "and" && last) {
      reportPlace(next.span, scope);
      left = { expression: atPlace(left, right, last), afterPlace: true };
      index += 1;
    } else {
      const expression = combined(operator.kind, left.expression, right.expression);
      left = { expression, afterPlace: left.afterPlace || right.afterPlace };
    }
  }
  return left;
}

function atPlace(x: Operand, y: Operand, z: Operand): ContextExpression {
  if (x.afterPlace) return combined("and", combined("or", x.expression, z.expression), y.expression);
  if (y.afterPlace) return combined("and", x.expression, combined("or", y.expression, z.expression));
  return combined("and", x.expression, y.expression);
}

function combined(kind: "and" | "or", left: ContextExpression, right: ContextExpression): ContextExpression {
  return { kind, left, right };
}

function reportPlace(span: Span, scope: ParseScope): void {
  scope.report(
    "and-after-or",
    span,
    "&& after || is not evaluated as it is written",
    "use parentheses: A || (B && C), or (A || B) && C",
  );
}
