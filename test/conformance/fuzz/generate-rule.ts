import { generateCalendar } from "./generate-rule-calendar.ts";
import { generateEventGroup } from "./generate-rule-event-group.ts";
import { generateJump } from "./generate-rule-jump.ts";
import { generatePair } from "./generate-rule-pair.ts";
import { generatePairWithWindow } from "./generate-rule-pair-with-window.ts";
import { generateSingle } from "./generate-rule-single.ts";
import { generateSingleWith2Thresholds } from "./generate-rule-single-with-2-thresholds.ts";
import { generateSingleWithSuppress } from "./generate-rule-single-with-suppress.ts";
import { generateSingleWithThreshold } from "./generate-rule-single-with-threshold.ts";
import { generateSuppress } from "./generate-rule-suppress.ts";
import type { CaseScope } from "./scope.ts";

/**
 * Rule types with their weights. Options rules stand at the head of a file; SingleWithScript needs
 * children.
 */
const RULES: readonly (readonly [number, (of: CaseScope, owner: string) => string[]])[] = [
  [6, generateSingle],
  [2, generateSingleWithSuppress],
  [3, generateSingleWithThreshold],
  [3, generateSingleWith2Thresholds],
  [3, generatePair],
  [3, generatePairWithWindow],
  [5, generateEventGroup],
  [0.8, generateSuppress],
  [1.2, generateJump],
  [1.2, generateCalendar],
];

/** The fields of one rule. */
export function generateRule(of: CaseScope): string[] {
  of.ruleCount++;
  return of.random.weighted(RULES)(of, `r${of.ruleCount}`);
}
