import { windowSeconds } from "./generate-field.ts";
import { pairFields } from "./generate-rule-pair.ts";
import type { CaseScope } from "./scope.ts";

export function generatePairWithWindow(of: CaseScope, owner: string): string[] {
  return ["type=PairWithWindow", ...pairFields(of, owner, true), `window=${windowSeconds(of)}`];
}
