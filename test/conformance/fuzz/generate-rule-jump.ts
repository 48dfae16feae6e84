import { contextField } from "./generate-context.ts";
import { continueField } from "./generate-field.ts";
import { generatePattern } from "./generate-pattern.ts";
import type { CaseScope } from "./scope.ts";

/** A Jump rule. It only goes to sets of files that come later, so that no event goes round in a circle. */
export function generateJump(of: CaseScope): string[] {
  const { random, jumpSets } = of;
  const pattern = generatePattern(of, "");
  const sets = jumpSets.length === 0 ? [] : random.sample(jumpSets, random.between(1, 2));
  const chosen = random.weighted<readonly string[]>([
    [8, sets.length > 0 ? [`cfset=${sets.join(" ")}`] : []],
    [pattern.match.set ? 2 : 0, ["cfset=$1", "constset=no"]],
    [pattern.match.set ? 1 : 0, [`cfset=${sets[0] ?? "s9"} set_$1`, "constset=No"]],
    [0.5, [`cfset=${sets[0] ?? "s9"}`, "constset=yes"]],
    [0.7, []],
  ]);
  return [
    "type=Jump",
    ...continueField(of, ""),
    ...pattern.fields,
    ...contextField(of, "", pattern.match),
    ...chosen,
    ...(random.chance(0.2) ? ["desc=onward"] : []),
  ];
}
