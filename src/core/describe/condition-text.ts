import type { ContextCondition, ContextExpression, PostfixElement } from "../contexts/expression.ts";
import type { Pattern, PatternType } from "../patterns/index.ts";
import type { PointOfContinue } from "../rules/definition.ts";
import type { Fill } from "./action-text.ts";

/** What dumps call the pattern types. */
const TYPE_NAMES: Readonly<Record<PatternType, string>> = {
  substr: "substring",
  regexp: "regexp",
  perlfunc: "perlfunc",
  cached: "cached match",
  tvalue: "truth value",
};

/**
 * A pattern as a dump shows it; `text` replaces the rule's own, if an operation has one with values in it.
 */
export function patternText(pattern: Pattern, text = String(pattern.value)): string {
  const { type, negated, lines } = pattern;
  const name = `${negated ? "negative " : ""}${TYPE_NAMES[type]}`;
  if (type === "tvalue") return `${name}: ${pattern.value ? "TRUE" : "FALSE"}`;
  if (type === "cached") return `${name}: ${text}`;
  return `${name} for ${lines} line(s): ${type === "regexp" ? `(?^:${text})` : text}`;
}

/** A context expression as a dump shows it. */
export function contextText(context: ContextCondition | undefined, fill: Fill): string {
  return context === undefined ? "" : expressionText(context.expression, fill, false);
}

function expressionText(expression: ContextExpression, fill: Fill, inside: boolean): string {
  switch (expression.kind) {
    case "name":
      return fill(expression.name);
    case "not":
      return `!${expressionText(expression.operand, fill, true)}`;
    case "and":
    case "or": {
      const sign = expression.kind === "and" ? "&&" : "||";
      const sides = [expression.left, expression.right].map((side) =>
        expressionText(side, fill, side.kind !== expression.kind),
      );
      const text = sides.join(` ${sign} `);
      return inside ? `(${text})` : text;
    }
    case "postfix":
      return expression.elements.map((element) => elementText(element, fill)).join(" ");
    case "varset":
      return `varset ${fill(expression.entry)}`;
    case "perl-program":
      return `=( ${fill(expression.program)} )`;
    case "perl-function":
      return [...expression.parameters.map(fill), expression.operator, expression.code].join(" ");
  }
}

function elementText(element: PostfixElement, fill: Fill): string {
  if (element === "and") return "&&";
  if (element === "or") return "||";
  return expressionText(element, fill, true);
}

/** Where matching goes on, as a dump shows it. */
export function continueText(point: PointOfContinue): string {
  switch (point.kind) {
    case "TakeNext":
      return "take next";
    case "DontCont":
      return "don't continue";
    case "EndMatch":
      return "end matching";
    case "GoTo":
      return `goto rule ${point.rule + 1}`;
  }
}
