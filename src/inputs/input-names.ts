import { generationsOf } from "./generations.ts";
import { namesOf, namesWouldHave } from "./perl-glob.ts";
import type { FilePosition } from "./resume.ts";
import type { InputSettings } from "./settings.ts";
import { isSettled } from "./settled.ts";

/**
 * The names of all input files, each with the context of its lines. A file that an earlier run has read under
 * a name that a wildcard matches is one of them although it has no successor at the moment: it may just be
 * being rotated.
 */
export function namesOfInputs(
  { patterns, opener }: Pick<InputSettings, "patterns" | "opener">,
  saved: readonly FilePosition[] = [],
): ReadonlyMap<string, string | undefined> {
  const names = new Map<string, string | undefined>();
  const seen = opener?.names() ?? [];
  for (const { pattern, context } of patterns) {
    const more = seen.filter((file) => file.pattern === pattern).map(({ name }) => name);
    for (const name of new Set([...namesOf(pattern), ...more])) names.set(name, context);
  }
  for (const position of saved) {
    const { name, offset } = position;
    if (names.has(name) || isSettled(position)) continue;
    const matching = patterns.findLast(({ pattern }) => namesWouldHave(pattern, name));
    // What was gone in the run before, and was not rotated either, does not come again.
    const wasRead = offset > 0 || generationsOf(name, [], opener).length > 0;
    if (matching && wasRead) names.set(name, matching.context);
  }
  return names;
}
