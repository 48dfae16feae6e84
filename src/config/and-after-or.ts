import type { ContextExpression, PostfixElement } from "../core/contexts/expression.ts";
import type { Span } from "../core/span.ts";
import type { ParseScope } from "./parse-scope.ts";

/** `&&` or `||`, and where it stands. */
export interface Operator {
  readonly kind: "and" | "or";
  readonly span: Span;
}

/**
 * Combines the operands of one level of parentheses as the reference does. It brings them into postfix order,
 * in which `&&` binds closer, and reads that from left to right in a way of its own (see `evaluatePostfix`).
 * This only shows where `&&` follows `||`, and around groups in which it does: everywhere else the outcome,
 * and which operands are evaluated, is what one expects, and an ordinary tree does. `A || B && C` is
 * `A && B`. Rules depend on it, so we keep it and warn.
 */
export function combineOperands(
  operands: readonly ContextExpression[],
  operators: readonly Operator[],
  scope: ParseScope,
): ContextExpression | undefined {
  const places = operators.filter(({ kind }, at) => kind === "and" && operators[at - 1]?.kind === "or");
  for (const { span } of places) {
    scope.report(
      "and-after-or",
      span,
      "&& after || is not evaluated as it is written",
      "use parentheses: A || (B && C), or (A || B) && C",
    );
  }
  const kinds = operators.map(({ kind }) => kind);
  if (operands.length > 1 && (places.length > 0 || operands.some(isOdd))) {
    return { kind: "postfix", elements: inPostfixOrder(operands, kinds) };
  }
  return operands.reduce((left, right, at) => ({ kind: kinds[at - 1]!, left, right }));
}

/** Negates an operand a number of times. An even number matters to a group whose value may be missing. */
export function negated(operand: ContextExpression, times: number): ContextExpression {
  if (times % 2 === 1) return { kind: "not", operand };
  if (times === 0 || !isOdd(operand)) return operand;
  return { kind: "not", operand: { kind: "not", operand } };
}

function isOdd({ kind }: ContextExpression): boolean {
  return kind === "postfix";
}

function inPostfixOrder(
  operands: readonly ContextExpression[],
  kinds: readonly Operator["kind"][],
): readonly PostfixElement[] {
  const elements: PostfixElement[] = [];
  let orWaits = false;
  for (const [at, operand] of operands.entries()) {
    const kind = kinds[at - 1];
    if (kind === "or" && orWaits) elements.push("or");
    if (kind === "or") orWaits = true;
    elements.push(operand);
    if (kind === "and") elements.push("and");
  }
  return orWaits ? [...elements, "or"] : elements;
}
