import { contextField } from "./generate-context.ts";
import { generatePattern } from "./generate-pattern.ts";
import type { CaseScope } from "./scope.ts";

/** A Suppress rule, nearly always with a context: it should not silence the rest of the file. */
export function generateSuppress(of: CaseScope): string[] {
  const { random } = of;
  const pattern = generatePattern(of, "");
  const context = [1, 2, 3].map(() => contextField(of, "", pattern.match)).find((field) => field.length > 0);
  return [
    "type=Suppress",
    ...pattern.fields,
    ...(context ?? [`context=${random.pick(of.contexts)}`]),
    ...(random.chance(0.3) ? [`desc=${random.pick(["quiet", "$1"])}`] : []),
  ];
}
