import type { ContextExpression } from "../core/contexts/expression.ts";
import type { Span } from "../core/span.ts";
import type { ParseScope } from "./parse-scope.ts";

/** `&&` or `||`, and where it stands. */
export interface Operator {
  readonly kind: "and" | "or";
  readonly span: Span;
}

/** An operand, or what operands have been combined to. */
export interface Operand {
  readonly expression: ContextExpression;
  /** Whether it is, or begins with a group that holds, a place where `&&` follows `||`. */
  readonly afterPlace: boolean;
  /** What such a place changes if it comes next: a group and what is joined to it by `&&`, or else all. */
  readonly parts?: { readonly group: ContextExpression; readonly conditions: readonly ContextExpression[] };
}

/**
 * Combines the operands of one level of parentheses from left to right, as the reference does. Where `&&`
 * follows `||`, it does not do what one expects, and we keep that, since rules depend on it. `X || Y && Z`
 * is
 * - `X && Y` in general: Z is lost;
 * - `(X || Z) && Y` if there was such a place in X, which is everything before; if that place is in a group
 *   which `&&` joins to other operands, only the group takes the place of X, and the others remain
 *   conditions;
 * - `X && (Y || Z)` if Y is a group with such a place. A negated group counts as one without. This was
 *   measured; the reference has still other ways for `&&` after several groups with such places.
 */
export function combineOperands(
  operands: readonly Operand[],
  operators: readonly Operator[],
  scope: ParseScope,
): Operand | undefined {
  let left = operands[0] && asGroup(operands[0]);
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
      left = joined(operator.kind, left, right);
    }
  }
  return left;
}

function asGroup(operand: Operand): Operand {
  return operand.afterPlace ? { ...operand, parts: partsOf(operand) } : operand;
}

function partsOf({ expression, parts }: Operand): NonNullable<Operand["parts"]> {
  return parts ?? { group: expression, conditions: [] };
}

function joined(kind: "and" | "or", left: Operand, right: Operand): Operand {
  const expression = combined(kind, left.expression, right.expression);
  const afterPlace = left.afterPlace || right.afterPlace;
  if (kind === "or" || !afterPlace) return { expression, afterPlace };
  if (!left.afterPlace) {
    const { group, conditions } = partsOf(right);
    return { expression, afterPlace, parts: { group, conditions: [left.expression, ...conditions] } };
  }
  if (!left.parts) return { expression, afterPlace };
  const conditions = [...left.parts.conditions, right.expression];
  return { expression, afterPlace, parts: { ...left.parts, conditions } };
}

function atPlace(x: Operand, y: Operand, z: Operand): ContextExpression {
  if (x.afterPlace) {
    const { group, conditions } = partsOf(x);
    const changed = combined("and", combined("or", group, z.expression), y.expression);
    return conditions.reduce((left, right) => combined("and", left, right), changed);
  }
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
