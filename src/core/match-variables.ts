import type { PerlValue } from "./perl-port.ts";
import type { VariableReference } from "./templates/template.ts";

/**
 * The variables of one match: `$0`, `$1` … and the named ones. A value that a pattern left undefined is
 * `undefined`, and is substituted like an empty string.
 */
export interface MatchVariables {
  /** The value of a variable by its name without sigil: `0`, `1`, `user`, `_inputsrc`. */
  get(name: string): string | undefined;
  /** All variables with their values, for dumps and for Perl. */
  entries(): Iterable<readonly [string, string | undefined]>;
  /** Values that are references, which Perl code is given back as such. */
  readonly references?: ReadonlyMap<string, PerlValue>;
}

/** Finds the value of a variable that a template names; an unset variable is an empty string. */
export type Lookup = (reference: VariableReference) => string;

/** Values of the variables that a stored action list needs, by {@link referenceKey}. */
export type Bindings = Readonly<Record<string, string>>;

const NO_BINDINGS: Bindings = {};

/** The name under which a referenced variable's value is stored: `$1`, `%user`, `$SSH:user`. */
export function referenceKey({ sigil, kind, entry, name }: VariableReference): string {
  return kind === "cached" ? `${sigil}${entry}:${name}` : `${sigil}${name}`;
}

/** The pattern match cache: the variables of cached matches by entry name (manual: `varmap`). */
export type MatchCache = Map<string, MatchVariables>;

/** Before the first match there are no variables. */
export const NO_VARIABLES: MatchVariables = { get: () => undefined, entries: () => [] };

/** The value of a variable of a match, or of a cached match. */
export function valueIn(variables: MatchVariables, cache: MatchCache, reference: VariableReference): string {
  const { kind, entry, name } = reference;
  return (kind === "cached" ? cache.get(entry ?? "")?.get(name) : variables.get(name)) ?? "";
}

/** Looks variables up in stored values. */
export function lookupStored(bindings: Bindings): Lookup {
  return (reference) => bindings[referenceKey(reference)] ?? "";
}

/** Copies the values of some variables out of a match, so that they can be stored. */
export function bind(references: readonly VariableReference[], lookup: Lookup): Bindings {
  if (references.length === 0) return NO_BINDINGS;
  const bindings: Record<string, string> = {};
  for (const reference of references) bindings[referenceKey(reference)] = lookup(reference);
  return bindings;
}
