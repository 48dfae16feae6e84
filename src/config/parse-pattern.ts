import type { PatternDefinition, VariableMap } from "../core/patterns/definition.ts";
import { PATTERN_TYPES, type Pattern, type PatternType } from "../core/patterns/index.ts";
import { quoted } from "./diagnostics/diagnostic.ts";
import { checkPatternFunction } from "./parse-perl.ts";
import type { ParseScope } from "./parse-scope.ts";
import { type SourceText, spanOf } from "./source-text.ts";
import { suggestion } from "./suggest.ts";

/** The value of a `ptype` field. */
export interface PatternForm {
  readonly type: PatternType;
  readonly negated: boolean;
  readonly lines: number;
}

/** Reads a `ptype` field: a keyword, maybe with N before it and a number of lines after it. */
export function parsePatternForm(source: SourceText, scope: ParseScope): PatternForm | undefined {
  const form = patternForm(source.text);
  if (!form) {
    reportUnknownType(source, `Invalid pattern type ${quoted(source.text)}`, scope);
    return undefined;
  }
  if (scope.bufferSize === 0 || form.lines <= scope.bufferSize) return form;
  scope.report(
    "pattern-exceeds-buffer",
    spanOf(source),
    `Pattern type ${quoted(source.text)} is designed to match ${form.lines} lines`,
    `set --bufsize to at least ${form.lines}, or leave it out`,
  );
  return undefined;
}

/** Reads an `egptype` field, which knows fewer types and no number. */
export function parseGroupPatternForm(source: SourceText, scope: ParseScope): PatternForm | undefined {
  const form = patternForm(source.text);
  if (form && PATTERN_TYPES[form.type].matchesEventGroups && !/\d$/.test(source.text)) return form;
  reportUnknownType(source, `Invalid event group pattern type ${quoted(source.text)}`, scope);
  return undefined;
}

function patternForm(text: string): PatternForm | undefined {
  const [, word = "", digits = ""] = /^([a-z]+)(\d*)$/.exec(text.toLowerCase()) ?? [];
  const negated = !isPatternType(word) && word.startsWith("n");
  const type = negated ? word.slice(1) : word;
  if (!isPatternType(type)) return undefined;
  const definition: PatternDefinition<unknown> = PATTERN_TYPES[type];
  const lines = digits === "" ? 1 : Number(digits);
  if (lines < 1 || (digits !== "" && !definition.takesLines)) return undefined;
  return negated && !definition.negatable ? undefined : { type, negated, lines };
}

function isPatternType(word: string): word is PatternType {
  return Object.hasOwn(PATTERN_TYPES, word);
}

function reportUnknownType(source: SourceText, message: string, scope: ParseScope): void {
  const known = Object.values(PATTERN_TYPES).flatMap(({ keyword, negatable }) =>
    negatable ? [keyword, `N${keyword}`] : [keyword],
  );
  const similar = suggestion(source.text.replace(/\d+$/, ""), known);
  scope.report(
    "unknown-pattern-type",
    spanOf(source),
    message,
    similar && patternForm(source.text) === undefined
      ? `did you mean '${similar}'?`
      : `the types are ${known.join(", ")}`,
  );
}

/**
 * Reads a `pattern` field. `uncompiled` is set for second patterns in which variables of the first are
 * replaced before they are compiled, so that nothing can be said about them yet.
 */
export function parsePattern(
  source: SourceText,
  form: PatternForm,
  variableMap: VariableMap | undefined,
  scope: ParseScope & { readonly uncompiled: boolean },
): Pattern | undefined {
  const definition: PatternDefinition<unknown> = PATTERN_TYPES[form.type];
  const parsed = definition.parse(source.text);
  if ("fault" in parsed) {
    scope.report("invalid-pattern", spanOf(source), parsed.fault, parsed.hint);
    return undefined;
  }
  if (form.type === "perlfunc" && !checkPatternFunction(source, scope)) return undefined;
  if (form.type === "regexp" && !scope.uncompiled && !checkRegularExpression(source, scope)) return undefined;
  const pattern = { ...form, value: parsed.value, span: spanOf(source) };
  return (variableMap ? { ...pattern, variableMap } : pattern) as Pattern;
}

function checkRegularExpression(source: SourceText, scope: ParseScope): boolean {
  const fault = scope.regexFault(source.text);
  if (fault === undefined) return true;
  const { kind, message, offset } = fault;
  // A syntax fault's offset says how much was read, so the character before it is the one at fault.
  const culprit = kind === "syntax" ? offset - 1 : offset;
  const at = Math.max(0, Math.min(culprit, source.text.length - 1));
  scope.report(
    kind === "syntax" ? "invalid-regular-expression" : "unsupported-regular-expression",
    spanOf(source, at, at + 1),
    `${kind === "syntax" ? "Invalid" : "Unsupported"} regular expression ${quoted(source.text)}: ${message}`,
  );
  return false;
}

const MATCH_VARIABLE =
  /\$(?:\$|\d|\{\d+\}|\+\{(?:\d+|[A-Za-z_][\w!]*)\}|:\{[A-Za-z]\w*:(?:\d+|[A-Za-z_][\w!]*)\})/;

/**
 * Whether a text has what the reference takes for a match variable when it decides to compile a pattern
 * later.
 */
export function mentionsMatchVariable(text: string): boolean {
  return MATCH_VARIABLE.test(text);
}

/** Whether a pattern of this form can have a variable map. */
export function takesVariableMap({ type, negated }: PatternForm): boolean {
  return !negated && (type === "regexp" || type === "perlfunc");
}
