import type { Engine } from "../engine.ts";
import type { CompiledPattern, PatternDefinition } from "./definition.ts";
import { PATTERN_TYPES, type Pattern } from "./index.ts";
import { compileRegex, withinLimit } from "./regex.ts";

/**
 * Makes a pattern ready to match. Throws if a pattern that was checked when its rule was read does not
 * compile.
 */
export function compilePattern(pattern: Pattern): CompiledPattern {
  const definition = PATTERN_TYPES[pattern.type] as unknown as PatternDefinition<unknown>;
  return definition.compile(pattern);
}

/** Whether an EventGroup operation's event group string matches the rule's event group pattern. */
export function matchesEventGroup(engine: Engine, pattern: Pattern, tokens: readonly string[]): boolean {
  const text = tokens.join(" ");
  if (pattern.type === "substr") return text.includes(pattern.value) !== pattern.negated;
  if (pattern.type !== "regexp") return false;
  const regex = compileRegex(pattern.value);
  return (withinLimit(engine, regex, regex.test(text)) ?? false) !== pattern.negated;
}
