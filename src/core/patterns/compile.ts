import type { Engine } from "../engine.ts";
import { callPerl, functionAt } from "../perl-calls.ts";
import type { PerlArgument } from "../perl-port.ts";
import type { CompiledPattern, PatternDefinition } from "./definition.ts";
import { PATTERN_TYPES, type Pattern } from "./index.ts";
import { compileRegex, withinLimit } from "./regex.ts";

/** An event that an event group string stands for. */
export interface GroupEvent {
  readonly time: number;
  readonly token: string;
}

/**
 * Makes a pattern ready to match. Throws if a pattern that was checked when its rule was read does not
 * compile.
 */
export function compilePattern(pattern: Pattern): CompiledPattern {
  const definition = PATTERN_TYPES[pattern.type] as unknown as PatternDefinition<unknown>;
  return definition.compile(pattern);
}

/** Whether an EventGroup operation's event group string matches the rule's event group pattern. */
export function matchesEventGroup(engine: Engine, pattern: Pattern, events: readonly GroupEvent[]): boolean {
  const tokens = events.map(({ token }) => token);
  const text = tokens.join(" ");
  if (pattern.type === "perlfunc") {
    const times = events.map(({ time }) => String(time));
    return functionMatchesEventGroup(engine, pattern, [text, tokens, times]);
  }
  if (pattern.type === "substr") return text.includes(pattern.value) !== pattern.negated;
  if (pattern.type !== "regexp") return false;
  const regex = compileRegex(pattern.value);
  return (withinLimit(engine, regex, regex.test(text)) ?? false) !== pattern.negated;
}

/** A function is given the event group string, and lists of its words and of the times of the events. */
function functionMatchesEventGroup(
  engine: Engine,
  pattern: Extract<Pattern, { type: "perlfunc" }>,
  parameters: readonly PerlArgument[],
): boolean {
  const result = callPerl(engine, {
    want: "truth",
    place: pattern,
    code: functionAt(engine, pattern, pattern.value),
    arguments: parameters,
    failure: () => `${pattern.negated ? "NPerlFunc" : "PerlFunc"} pattern runtime error`,
  });
  return result?.kind === "truth" && result.value !== pattern.negated;
}
