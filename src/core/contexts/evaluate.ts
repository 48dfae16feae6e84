import type { Engine } from "../engine.ts";
import type { Lookup } from "../match-variables.ts";
import { compileTemplate, fillIn, type MatchRounds } from "../templates/substitution.ts";
import type { Template } from "../templates/template.ts";
import type { ContextExpression } from "./expression.ts";
import { contextHolds } from "./lifecycle.ts";

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
    case "perl-function":
      return false;
  }
}

function text(template: Template, rounds: MatchRounds, match: Lookup): string {
  return fillIn(compileTemplate(template, rounds, false), match, () => "");
}
