import { PatternFamily, quotemeta } from "../../regex/index.ts";
import type { Engine } from "../engine.ts";
import type { Lookup } from "../match-variables.ts";
import {
  type CompiledTemplate,
  compileTemplate,
  fillIn,
  type MatchRounds,
} from "../templates/substitution.ts";
import { compilePattern } from "./compile.ts";
import { type CompiledPattern, NO_CLAUSES } from "./definition.ts";
import { PATTERN_TYPES, type Pattern } from "./index.ts";
import { prepareMember } from "./regex.ts";

/** A pair's second pattern with the first match's values in it. */
export interface SubstitutedPattern {
  readonly text: string;
  readonly compiled: CompiledPattern;
}

/** A second pattern that is an operation's own; `fault` says why the substituted one does not compile. */
export type SecondPattern =
  | { readonly pattern: SubstitutedPattern }
  | { readonly fault: string; readonly text: string };

/**
 * The second pattern of a pair with the values of the first match in it (manual: end of "PATTERNS, PATTERN
 * TYPES AND MATCH VARIABLES"). In a regular expression the values' special characters are quoted. Undefined
 * if the rule's own pattern serves. Where there will not be others with other values, that is not prepared.
 */
export function secondPatternWith(
  pattern: Pattern,
  firstRounds: MatchRounds,
  firstMatch: Lookup,
  isOneOfMany = true,
): SecondPattern | undefined {
  if (firstRounds === "none" || !PATTERN_TYPES[pattern.type].substituted) return undefined;
  if (pattern.type !== "substr" && pattern.type !== "regexp") return undefined;
  const form = formOf(pattern, firstRounds);
  if (form.references.length === 0 && !pattern.value.includes("$$")) return undefined;
  const value = fillIn(form, pattern.type === "regexp" ? quoted(firstMatch) : firstMatch, () => "");
  const isMember = isOneOfMany && pattern.type === "regexp" && prepare(form, firstMatch, value);
  try {
    const own = substituted(pattern, value);
    // There may be thousands, and of most the tree will not be needed again.
    if (isMember) own.compiled.forget?.();
    return { pattern: own };
  } catch (fault) {
    return { fault: (fault as Error).message, text: value };
  }
}

const families = new WeakMap<CompiledTemplate, { readonly family: PatternFamily | undefined }>();

/** Makes a second pattern ready without parsing it. Returns false if its rule's text does not allow that. */
function prepare(form: CompiledTemplate, firstMatch: Lookup, text: string): boolean {
  let known = families.get(form);
  if (!known) families.set(form, (known = { family: familyOf(form) }));
  if (!known.family) return false;
  const values = form.references.map(firstMatch);
  if (values.includes("")) return false;
  prepareMember(known.family, values, text);
  return true;
}

function familyOf({ parts, roundByRound }: CompiledTemplate): PatternFamily | undefined {
  if (roundByRound) return undefined;
  const pieces = [""];
  for (const part of parts) {
    if (typeof part === "string") pieces[pieces.length - 1] += part;
    else pieces.push("");
  }
  return PatternFamily.of(pieces);
}

const forms = new WeakMap<Pattern, CompiledTemplate>();

function formOf(pattern: Pattern & { readonly value: string }, firstRounds: MatchRounds): CompiledTemplate {
  let form = forms.get(pattern);
  if (!form) {
    form = compileTemplate({ text: pattern.value, span: pattern.span }, firstRounds, false);
    forms.set(pattern, form);
  }
  return form;
}

/** Compiles a second pattern whose variables have been replaced. */
export function substituted(pattern: Pattern, text: string): SubstitutedPattern {
  return { text, compiled: compilePattern({ ...pattern, value: text } as Pattern) };
}

/**
 * A pair rule's own second pattern. One that holds variables of the first match is only compiled if it is
 * ever tried as it is written; then, if it does not compile, it matches nothing.
 */
export function ownSecondPattern(pattern: Pattern): CompiledPattern {
  if (pattern.type !== "regexp" || !/\$[$\d{+:]/.test(pattern.value)) return compilePattern(pattern);
  let compiled: Pick<CompiledPattern, "matches"> | undefined;
  const matches = (engine: Engine): boolean => {
    compiled ??= compiledOrNever(engine, pattern);
    return compiled.matches(engine);
  };
  return { matches, negated: pattern.negated, clauses: NO_CLAUSES };
}

function compiledOrNever(engine: Engine, pattern: Pattern): Pick<CompiledPattern, "matches"> {
  try {
    return compilePattern(pattern);
  } catch (fault) {
    engine.log(2, () => `Invalid regular expression '${pattern.value}': ${(fault as Error).message}`);
    return { matches: () => false };
  }
}

function quoted(lookup: Lookup): Lookup {
  return (reference) => quotemeta(lookup(reference));
}
