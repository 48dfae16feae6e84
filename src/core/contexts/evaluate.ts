import type { Engine } from "../engine.ts";
import type { Lookup } from "../match-variables.ts";
import { callPerl, entryArguments, functionAt } from "../perl-calls.ts";
import { compileTemplate, fillIn, type MatchRounds } from "../templates/substitution.ts";
import type { Template } from "../templates/template.ts";
import type { ContextExpression, PostfixElement } from "./expression.ts";
import { contextHolds } from "./lifecycle.ts";

type PerlFunctionOperand = Extract<ContextExpression, { kind: "perl-function" }>;
type PerlOperand = Extract<ContextExpression, { kind: "perl-program" }>;

/** Evaluates a context expression from left to right, no further than needed. */
export function evaluate(
  engine: Engine,
  expression: ContextExpression,
  rounds: MatchRounds,
  match: Lookup,
): boolean {
  switch (expression.kind) {
    case "name":
      return contextHolds(engine, text(expression.name, rounds, match));
    case "not":
      return !evaluate(engine, expression.operand, rounds, match);
    case "and":
      return (
        evaluate(engine, expression.left, rounds, match) && evaluate(engine, expression.right, rounds, match)
      );
    case "or":
      return (
        evaluate(engine, expression.left, rounds, match) || evaluate(engine, expression.right, rounds, match)
      );
    case "postfix":
      return evaluatePostfix(engine, expression.elements, rounds, match) ?? false;
    case "varset":
      return engine.cache.has(text(expression.entry, rounds, match));
    case "perl-program":
      return runProgram(engine, expression, text(expression.program, rounds, match));
    case "perl-function":
      return callFunction(
        engine,
        expression,
        expression.parameters.map((parameter) => text(parameter, rounds, match)),
      );
  }
}

/** Code that fails is not true (manual: "PERL INTEGRATION"). */
function runProgram(engine: Engine, place: PerlOperand, program: string): boolean {
  const failure = (): string => `Error evaluating code '${program}'`;
  const result = callPerl(engine, { want: "truth", place, code: program, failure });
  return result?.kind === "truth" && result.value;
}

function callFunction(engine: Engine, place: PerlFunctionOperand, parameters: readonly string[]): boolean {
  const result = callPerl(engine, {
    want: "truth",
    place,
    code: functionAt(engine, place, place.code),
    arguments: place.operator === ":>" ? entryArguments(engine, parameters) : parameters,
    failure: () => "Context expression runtime error",
  });
  return result?.kind === "truth" && result.value;
}

/**
 * Does with operands and operators in postfix order what the reference does; operands are evaluated in the
 * same order, as far as needed. There is one value, which may be missing:
 * - While it is missing, an operand gives the value, and an operator is passed over.
 * - Otherwise the next operator counts, even if several operands stand before it. If the value decides it,
 *   the value stays; if not, the first of these operands that has a value gives the new one. If none stands
 *   there, the value is missing. In any case all up to the operator is used up.
 *
 * At the end a missing value is false, but a group without `!` hands it to what stands around it.
 */
function evaluatePostfix(
  engine: Engine,
  elements: readonly PostfixElement[],
  rounds: MatchRounds,
  match: Lookup,
): boolean | undefined {
  const valueOf = (element: PostfixElement): boolean | undefined => {
    if (typeof element === "string") return undefined;
    if (element.kind === "postfix") return evaluatePostfix(engine, element.elements, rounds, match);
    return evaluate(engine, element, rounds, match);
  };
  let value: boolean | undefined;
  for (let at = 0; at < elements.length; at += 1) {
    if (value === undefined) {
      value = valueOf(elements[at]!);
    } else {
      let operator = at;
      while (typeof elements[operator] !== "string") operator += 1;
      if (elements[operator] === (value ? "and" : "or")) {
        value = undefined;
        for (; at < operator && value === undefined; at += 1) value = valueOf(elements[at]!);
      }
      at = operator;
    }
  }
  return value;
}

function text(template: Template, rounds: MatchRounds, match: Lookup): string {
  return fillIn(compileTemplate(template, rounds, false), match, () => "");
}
