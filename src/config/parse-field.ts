import type { ActionList } from "../core/actions/index.ts";
import type { ContextCondition } from "../core/contexts/expression.ts";
import type { VariableMap } from "../core/patterns/definition.ts";
import type { CalendarTime } from "../core/rules/calendar-time.ts";
import type { FieldDefinition, FieldKind } from "../core/rules/definition.ts";
import { quoted } from "./diagnostics/diagnostic.ts";
import { parseActionList } from "./parse-action-list.ts";
import { parseCalendarTime } from "./parse-calendar-time.ts";
import { parseContext } from "./parse-context.ts";
import { parseContinue, type WrittenContinue } from "./parse-continue.ts";
import { type PatternForm, parseGroupPatternForm, parsePatternForm } from "./parse-pattern.ts";
import type { ParseScope } from "./parse-scope.ts";
import { parseVariableMap } from "./parse-variable-map.ts";
import { type SourceText, spanOf } from "./source-text.ts";

/** What the value of each kind of field becomes. Texts keep their places for those who read them further. */
export interface FieldValues {
  "point-of-continue": WrittenContinue;
  "pattern-type": PatternForm;
  "group-pattern-type": PatternForm;
  pattern: SourceText;
  "variable-map": VariableMap;
  context: ContextCondition;
  template: SourceText;
  "action-list": ActionList;
  seconds: number;
  "positive-seconds": number;
  "event-count": number;
  "positive-event-count": number;
  "yes-or-no": boolean;
  "lenient-yes-or-no": boolean;
  "command-line": SourceText;
  "calendar-time": CalendarTime;
  names: SourceText;
}

type FieldParser<V> = (source: SourceText, field: FieldDefinition, scope: ParseScope) => V | undefined;

/** How each kind of field is read. */
export const FIELD_PARSERS: { readonly [K in FieldKind]: FieldParser<FieldValues[K]> } = {
  "point-of-continue": (source, _, scope) => parseContinue(source, scope),
  "pattern-type": (source, _, scope) => parsePatternForm(source, scope),
  "group-pattern-type": (source, _, scope) => parseGroupPatternForm(source, scope),
  pattern: (source) => source,
  "variable-map": (source, _, scope) => parseVariableMap(source, scope),
  context: (source, _, scope) => parseContext(source, scope),
  template: (source) => source,
  "action-list": parseActionField,
  seconds: (source, _, scope) => parseNumber(source, "time window", 0, scope),
  "positive-seconds": (source, _, scope) => parseNumber(source, "time window", 1, scope),
  "event-count": (source, _, scope) => parseNumber(source, "threshold", 0, scope),
  "positive-event-count": (source, _, scope) => parseNumber(source, "threshold", 1, scope),
  "yes-or-no": parseYesOrNo,
  "lenient-yes-or-no": parseLenientYesOrNo,
  "command-line": (source) => source,
  "calendar-time": (source, _, scope) => parseCalendarTime(source, scope),
  names: (source) => source,
};

function parseActionField(source: SourceText, _: FieldDefinition, scope: ParseScope): ActionList | undefined {
  return parseActionList(source, scope);
}

function parseNumber(source: SourceText, noun: string, least: number, scope: ParseScope): number | undefined {
  if (/^[0-9]+$/.test(source.text) && Number(source.text) >= least) return Number(source.text);
  const zero = /^0+$/.test(source.text);
  scope.report(
    "invalid-number",
    spanOf(source),
    `Invalid ${noun} ${quoted(` ${source.text} `)}`,
    zero ? "it must be at least 1" : "it consists of digits only",
  );
  return undefined;
}

function yesOrNo({ text }: SourceText): boolean | undefined {
  const word = text.toLowerCase();
  return word === "yes" ? true : word === "no" ? false : undefined;
}

function parseYesOrNo(source: SourceText, field: FieldDefinition, scope: ParseScope): boolean | undefined {
  const value = yesOrNo(source);
  if (value === undefined) {
    const message = `Invalid ${field.name} value ${quoted(` ${source.text} `)}`;
    scope.report("invalid-yes-or-no", spanOf(source), message, "write Yes or No");
  }
  return value;
}

function parseLenientYesOrNo(source: SourceText, field: FieldDefinition, scope: ParseScope): boolean {
  const value = yesOrNo(source);
  if (value !== undefined) return value;
  const assumed = field.fallback ?? "No";
  scope.report(
    "procallin-ignored",
    spanOf(source),
    `Invalid ${field.name} value ${quoted(` ${source.text} `)}, assuming ${field.name}=${assumed}`,
    "write Yes or No",
  );
  return assumed === "Yes";
}
