import { actionList } from "./generate-action.ts";
import { contextField } from "./generate-context.ts";
import { continueField, windowSeconds } from "./generate-field.ts";
import { generatePattern } from "./generate-pattern.ts";
import { description } from "./generate-text.ts";
import type { CaseScope } from "./scope.ts";

export function generateSingleWith2Thresholds(of: CaseScope, owner: string): string[] {
  const { random } = of;
  const pattern = generatePattern(of, "");
  const place = { ...pattern, owner };
  return [
    "type=SingleWith2Thresholds",
    ...continueField(of, ""),
    ...pattern.fields,
    ...contextField(of, "", pattern.match),
    `desc=${description(of, pattern.match)}`,
    `action=${actionList(of, { ...place, field: "action" })}`,
    `window=${windowSeconds(of)}`,
    `thresh=${random.pick([1, 2, 2, 3])}`,
    `desc2=${description(of, pattern.match)}`,
    `action2=${actionList(of, { field: "action2", ...place, unordered: true })}`,
    `window2=${windowSeconds(of)}`,
    `thresh2=${random.pick([0, 0, 1, 2])}`,
  ];
}
