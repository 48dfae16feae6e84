import type { Clause } from "../../regex/index.ts";
import type { Engine } from "../engine.ts";
import type { Span } from "../span.ts";

/** A pattern, ready to match. */
export interface CompiledPattern {
  /** Tries it on the present line. A match sets the engine's match variables if the pattern type has any. */
  matches(engine: Engine): boolean;
  readonly negated: boolean;
  /**
   * What the lines must contain to match; for a negated pattern, what they must contain not to match. Empty
   * if nothing can be said.
   */
  clauses(): readonly Clause[];
  /** {@link CompiledPattern.matches} for a negated pattern when the lines lack what {@link clauses} says. */
  matchesWithout?(engine: Engine): boolean;
  /** Gives up what can be made again when the first line comes that has what {@link clauses} says. */
  forget?(): void;
}

/** For {@link CompiledPattern.clauses}. */
export const NO_CLAUSES = (): readonly Clause[] => [];

/** What a matcher is made from, see `Pattern`. */
export interface PatternSource<V> {
  readonly negated: boolean;
  readonly lines: number;
  readonly value: V;
  readonly variableMap?: VariableMap;
}

/** What a pattern type's value becomes, or the message that says why it is not valid. */
export type PatternValue<V> = { readonly value: V } | { readonly fault: string; readonly hint?: string };

/** One pattern type: how it is named, what it may be combined with, and how its `pattern` field is read. */
export interface PatternDefinition<V> {
  /** SEC's name of the type, without the leading N of the negated form. Values of `ptype` ignore case. */
  readonly keyword: string;
  readonly summary: string;
  /** Whether `keyword` may be followed by the number of lines to match. */
  readonly takesLines: boolean;
  /** Whether there is a form with a leading N that matches when the pattern does not. */
  readonly negatable: boolean;
  /** Whether a match sets match variables; types that do not leave `$1` in the other fields as it is. */
  readonly setsVariables: { readonly plain: boolean; readonly negated: boolean };
  /** Whether a Pair rule replaces the first pattern's match variables in a second pattern of this type. */
  readonly substituted: boolean;
  /** Whether it may be used for `egpattern`. */
  readonly matchesEventGroups: boolean;
  parse(text: string): PatternValue<V>;
  compile(pattern: PatternSource<V>): CompiledPattern;
}

/** A `varmap` field: further names for numbered match variables, and names under which a match is cached. */
export interface VariableMap {
  readonly entries: readonly string[];
  readonly variables: readonly { readonly name: string; readonly number: number }[];
  readonly span: Span;
}
