import type { Clause } from "../../regex/index.ts";
import type { ContextExpression } from "../contexts/expression.ts";
import type { RunningRule } from "../rule-set.ts";
import type { CompiledCondition } from "../rules/condition.ts";

/** A condition of a rule that can be left out if a line has not what its pattern requires. */
export interface Unit {
  readonly rule: RunningRule;
  readonly condition: CompiledCondition;
  readonly clauses: readonly Clause[];
  /** It matters only while the rule has operations: the second condition of a pair. */
  readonly forOperations: boolean;
}

/** What is known about the conditions of all rules. */
export interface Units {
  readonly units: Unit[];
  /** The rules that must be tried on every line, by their places. */
  readonly always: Set<number>;
}

/** Finds the conditions that can be left out. The others make their rules be tried always. */
export function unitsOf(rules: readonly RunningRule[], cleanTimeSeconds: number): Units {
  const units: Unit[] = [];
  const always = new Set<number>();
  for (const rule of rules) {
    rule.conditions.forEach((condition, at) => {
      const { pattern } = condition;
      const forOperations = isPair(rule) && at === 1;
      if (forOperations) return;
      if (hasEffectBeforePattern(condition, cleanTimeSeconds)) always.add(rule.position);
      if (pattern.negated) always.add(rule.position);
      units.push({ rule, condition, clauses: pattern.clauses(), forOperations });
    });
  }
  return { units, always };
}

/** How many lines a unit's pattern is for. */
export function linesOf({ condition }: Unit): number {
  return condition.condition.pattern.lines;
}

export function isPair({ rule }: RunningRule): boolean {
  return rule.type === "pair" || rule.type === "pairwithwindow";
}

/**
 * A context expression in brackets is evaluated before the pattern is tried. It may run Perl code, and with
 * `--cleantime` it may be what notices that a context's lifetime is over.
 */
export function hasEffectBeforePattern({ context }: CompiledCondition, cleanTimeSeconds: number): boolean {
  if (!context?.beforePattern) return false;
  return cleanTimeSeconds > 1 || runsPerl(context.expression);
}

function runsPerl(expression: ContextExpression): boolean {
  switch (expression.kind) {
    case "perl-program":
    case "perl-function":
      return true;
    case "not":
      return runsPerl(expression.operand);
    case "and":
    case "or":
      return runsPerl(expression.left) || runsPerl(expression.right);
    case "postfix":
      return expression.elements.some((element) => typeof element !== "string" && runsPerl(element));
    case "name":
    case "varset":
      return false;
  }
}
