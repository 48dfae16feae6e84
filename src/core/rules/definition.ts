import type { ActionList } from "../actions/index.ts";
import type { ContextCondition } from "../contexts/expression.ts";
import type { Engine } from "../engine.ts";
import type { Operation } from "../operations/operation.ts";
import type { Pattern } from "../patterns/index.ts";
import type { RunningRule } from "../rule-set.ts";
import type { Span } from "../span.ts";
import type { Template } from "../templates/template.ts";
import type { CalendarTime } from "./calendar-time.ts";

/** Where the search for matching rules goes on after a match (manual: "CONFIGURATION FILES"). */
export type PointOfContinue =
  | { readonly kind: "TakeNext" | "DontCont" | "EndMatch" }
  /** `rule` is the number of the rule that the label names; the number of rules if none follows it. */
  | { readonly kind: "GoTo"; readonly label: string; readonly rule: number };

/**
 * A pattern, the context expression that is evaluated with it, and where matching goes on when both agree.
 */
export interface MatchCondition {
  readonly pattern: Pattern;
  readonly context?: ContextCondition;
  readonly continue: PointOfContinue;
}

/**
 * What every rule has. A rule is identified in saved state by its file, the digest of its text, and its
 * ordinal among the rules of the file that have the same text, so that it may move without losing its
 * operations.
 */
export interface RuleBase<K extends string> {
  readonly type: K;
  /** The rule's number in its file, from 0; Options rules and rejected rules are not counted. */
  readonly number: number;
  /** The line its first field stands on, from 1. */
  readonly line: number;
  readonly span: Span;
  readonly digest: string;
  readonly ordinal: number;
}

/** How the value of one field is read. */
export type FieldKind =
  | "point-of-continue"
  | "pattern-type"
  /** The type of an event group pattern. */
  | "group-pattern-type"
  | "pattern"
  | "variable-map"
  | "context"
  | "template"
  | "action-list"
  /** Digits: seconds. */
  | "seconds"
  /** Digits, but not all of them zero. */
  | "positive-seconds"
  /** Digits: a number of events. */
  | "event-count"
  /** Digits, but not all of them zero. */
  | "positive-event-count"
  | "yes-or-no"
  /** Yes or no; anything else is worth a warning and stands for the fallback. */
  | "lenient-yes-or-no"
  /** A command line. */
  | "command-line"
  | "calendar-time"
  /** Names separated by white space. */
  | "names";

export interface FieldDefinition {
  readonly name: string;
  readonly kind: FieldKind;
  readonly required: boolean;
  /** The value that an absent field stands for, if that is a text one could write. */
  readonly fallback?: string;
  readonly summary: string;
  /** A field that must be there if this one is. */
  readonly needs?: string;
  /**
   * For a second pattern: the field that holds the type of the first one. If that sets match variables, they
   * are replaced in this pattern when an operation starts, so that it cannot be compiled before.
   */
  readonly variablesFrom?: string;
}

/** The fields of one rule, read; a definition's `build` turns them into the rule. */
export interface RuleFields {
  /** N of `EventGroupN`; 1 for other rule types. */
  readonly count: number;
  has(field: string): boolean;
  /**
   * The pattern, context and point of continue whose fields end in `suffix`: "" for the first, then "2", "3",
   * …
   */
  condition(suffix: string): MatchCondition;
  context(field: string): ContextCondition | undefined;
  template(field: string): Template;
  optionalTemplate(field: string): Template | undefined;
  actions(field: string): ActionList;
  optionalActions(field: string): ActionList | undefined;
  wholeNumber(field: string): number;
  yes(field: string): boolean;
  names(field: string): readonly string[];
  time(field: string): CalendarTime;
  pattern(typeField: string, patternField: string): Pattern | undefined;
  words(field: string): readonly Template[];
}

/**
 * One rule type: its fields and what they become. Parser, diagnostics and manual read the same definition.
 */
export interface RuleDefinition<R> {
  readonly keyword: string;
  readonly summary: string;
  /** Whether a number may follow the keyword (`EventGroup2`). */
  readonly counted: boolean;
  /** The fields for N events; `count` is 1 for rule types that are not counted. */
  fields(count: number): readonly FieldDefinition[];
  build(fields: RuleFields): Omit<R, keyof RuleBase<string>>;
  /** Tries the present line. Returns where matching goes on, or undefined if the rule does not match. */
  run?(engine: Engine, rule: R, running: RunningRule): PointOfContinue | undefined;
  /** The event correlation window of an operation has ended: slides it, or ends the operation. */
  windowEnds?(engine: Engine, operation: Operation): void;
  /** An action has moved the beginning of an operation's window. */
  windowMoved?(engine: Engine, operation: Operation): void;
}

const field = (
  name: string,
  kind: FieldKind,
  required: boolean,
  summary: string,
  fallback?: string,
): FieldDefinition =>
  fallback === undefined ? { name, kind, required, summary } : { name, kind, required, summary, fallback };

export const requiredField = (name: string, kind: FieldKind, summary: string): FieldDefinition =>
  field(name, kind, true, summary);

export const optionalField = (
  name: string,
  kind: FieldKind,
  summary: string,
  fallback?: string,
): FieldDefinition => field(name, kind, false, summary, fallback);

/**
 * `continue`, `ptype`, `pattern`, `varmap` and `context`, each with the suffix of the event they describe;
 * `variablesFrom` is the field of that name of a {@link FieldDefinition}.
 */
export function conditionFields(suffix = "", variablesFrom?: string): readonly FieldDefinition[] {
  return [
    optionalField(
      `continue${suffix}`,
      "point-of-continue",
      "where matching goes on after a match",
      "DontCont",
    ),
    ...patternFields(suffix, variablesFrom),
  ];
}

/** {@link conditionFields} without `continue`, for Suppress rules. */
export function patternFields(suffix = "", variablesFrom?: string): readonly FieldDefinition[] {
  const pattern = requiredField(`pattern${suffix}`, "pattern", "the pattern");
  return [
    requiredField(`ptype${suffix}`, "pattern-type", "the pattern's type"),
    variablesFrom === undefined ? pattern : { ...pattern, variablesFrom },
    optionalField(`varmap${suffix}`, "variable-map", "names for match variables and for the cached match"),
    optionalField(`context${suffix}`, "context", "context expression that must be true as well"),
  ];
}

export const desc = requiredField("desc", "template", "operation description string");
