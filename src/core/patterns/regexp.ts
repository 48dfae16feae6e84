import type { Clause } from "../../regex/index.ts";
import type { Engine } from "../engine.ts";
import type { CompiledPattern, PatternDefinition, PatternSource, VariableMap } from "./definition.ts";
import { LineMatch, NO_NAMES } from "./line-match.ts";
import { compileRegex, type Regex, withinLimit } from "./regex.ts";

/** `RegExp`: a Perl regular expression; the value is its text. */
export const regexp: PatternDefinition<string> = {
  keyword: "RegExp",
  summary: "Matches when a Perl regular expression matches the last N lines.",
  takesLines: true,
  negatable: true,
  setsVariables: { plain: true, negated: true },
  substituted: true,
  matchesEventGroups: true,
  parse: (text) => ({ value: text }),
  compile: (source) => new (source.negated ? NegatedRegexp : PlainRegexp)(source),
};

/**
 * Objects of a class, not closures: of thousands of rules a line reaches one, and waits for each step to
 * it.
 */
abstract class RegexpPattern implements CompiledPattern {
  protected readonly regex: Regex;
  protected readonly lines: number;
  protected readonly variableMap: VariableMap | undefined;
  abstract readonly negated: boolean;

  constructor({ value, lines, variableMap }: PatternSource<string>) {
    this.regex = compileRegex(value);
    this.lines = lines;
    this.variableMap = variableMap;
  }

  abstract matches(engine: Engine): boolean;

  clauses(): readonly Clause[] {
    return this.regex.clauses;
  }

  forget(): void {
    this.regex.forget();
  }
}

class PlainRegexp extends RegexpPattern {
  readonly negated = false;

  matches(engine: Engine): boolean {
    const { regex, lines, variableMap } = this;
    const subject = engine.buffer.last(lines);
    const captures = withinLimit(engine, regex, regex.exec(subject));
    if (!captures) return false;
    const values = valuesOf(regex, subject, captures);
    engine.match = new LineMatch(engine, lines, values, regex.groupNames, variableMap);
    if (variableMap) for (const entry of variableMap.entries) engine.cache.set(entry, engine.match);
    return true;
  }
}

class NegatedRegexp extends RegexpPattern {
  readonly negated = true;

  matches(engine: Engine): boolean {
    const { regex, lines } = this;
    if (withinLimit(engine, regex, regex.test(engine.buffer.last(lines)))) return false;
    return this.matchesWithout(engine);
  }

  matchesWithout(engine: Engine): boolean {
    engine.match = new LineMatch(engine, this.lines, [engine.buffer.last(this.lines)], NO_NAMES);
    return true;
  }
}

/** `$0` is all of the lines. Without groups Perl's match returns 1, and so SEC's `$1` is 1. */
function valuesOf(
  regex: Regex,
  subject: string,
  captures: readonly (string | undefined)[],
): readonly (string | undefined)[] {
  if (regex.groupCount === 0) return [subject, "1"];
  const values = captures.slice();
  values[0] = subject;
  return values;
}
