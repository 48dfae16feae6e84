import { actionList } from "./generate-action.ts";
import { contextField } from "./generate-context.ts";
import { continueField } from "./generate-field.ts";
import { generatePattern } from "./generate-pattern.ts";
import { description } from "./generate-text.ts";
import type { CaseScope } from "./scope.ts";

export function generateSingle(of: CaseScope, owner: string): string[] {
  const pattern = generatePattern(of, "");
  return [
    "type=Single",
    ...continueField(of, ""),
    ...pattern.fields,
    ...contextField(of, "", pattern.match),
    `desc=${description(of, pattern.match)}`,
    `action=${actionList(of, { field: "action", ...pattern, owner })}`,
  ];
}
