import type { RunningRule } from "../rule-set.ts";
import type { RuleOffset } from "./definition.ts";

/**
 * The number, from 0, of the rule that an offset means (manual: `reset`): N is the N-th rule, 0 the rule
 * that acts, and a signed offset counts from the rule that acts. There may be no such rule.
 */
export function ruleNumber(acting: RunningRule, { relative, value }: RuleOffset): number {
  if (relative) return acting.rule.number + value;
  return value === 0 ? acting.rule.number : value - 1;
}
