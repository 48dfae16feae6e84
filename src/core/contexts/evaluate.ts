import type { Engine } from "../engine.ts";
import type { Lookup } from "../match-variables.ts";
import { callPerl, entryArguments, functionAt } from "../perl-calls.ts";
import { compileTemplate, fillIn, type MatchRounds } from "../templates/substitution.ts";
import type { Template } from "../templates/template.ts";
import type { ContextExpression } from "./expression.ts";
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

function text(template: Template, rounds: MatchRounds, match: Lookup): string {
  return fillIn(compileTemplate(template, rounds, false), match, () => "");
}
