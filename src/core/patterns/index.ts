import type { Span } from "../span.ts";
import { cached } from "./cached.ts";
import type { VariableMap } from "./definition.ts";
import { perlfunc } from "./perlfunc.ts";
import { regexp } from "./regexp.ts";
import { substr } from "./substr.ts";
import { tvalue } from "./tvalue.ts";

/** Every pattern type, by its keyword in lower case. A new one is a file of its own and a line here. */
export const PATTERN_TYPES = { substr, regexp, perlfunc, cached, tvalue } as const;

export type PatternType = keyof typeof PATTERN_TYPES;

interface PatternBase<T extends PatternType, V> {
  readonly type: T;
  readonly negated: boolean;
  /** How many of the last lines are matched. */
  readonly lines: number;
  readonly value: V;
  readonly variableMap?: VariableMap;
  /** Where the `pattern` field's value stands. */
  readonly span: Span;
}

/** A pattern of a rule, read but not compiled. */
export type Pattern =
  | PatternBase<"substr", string>
  | PatternBase<"regexp", string>
  | PatternBase<"perlfunc", string>
  | PatternBase<"cached", string>
  | PatternBase<"tvalue", boolean>;

/** Whether a match by the pattern sets match variables. */
export function setsVariables(pattern: Pattern): boolean {
  const { plain, negated } = PATTERN_TYPES[pattern.type].setsVariables;
  return pattern.negated ? negated : plain;
}
