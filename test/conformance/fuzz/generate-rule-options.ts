import type { CaseScope } from "./scope.ts";

/** An Options rule that puts its file into the given sets. */
export function generateOptions(of: CaseScope, sets: readonly string[], reachable: boolean): string[] {
  const { random } = of;
  const aside = reachable && random.chance(0.5);
  return [
    "type=Options",
    ...(sets.length > 0 ? [`joincfset=${sets.join(random.pick([" ", "  "]))}`] : []),
    ...(aside ? [`procallin=${random.pick(["no", "No"])}`] : random.chance(0.2) ? ["procallin=yes"] : []),
  ];
}
