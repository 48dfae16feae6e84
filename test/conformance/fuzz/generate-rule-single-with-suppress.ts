import { windowSeconds } from "./generate-field.ts";
import { generateSingle } from "./generate-rule-single.ts";
import type { CaseScope } from "./scope.ts";

export function generateSingleWithSuppress(of: CaseScope, owner: string): string[] {
  return ["type=SingleWithSuppress", ...generateSingle(of, owner).slice(1), `window=${windowSeconds(of)}`];
}
