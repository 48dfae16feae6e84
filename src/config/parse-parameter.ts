import type { Parameter, ParameterKind } from "../core/actions/definition.ts";
import type { ActionKeyword, ActionList } from "../core/actions/index.ts";
import { groupAtStart, withoutOuterParentheses } from "./parentheses.ts";
import { checkPerlFunction, warnAboutInternals } from "./parse-perl.ts";
import type { ParseScope } from "./parse-scope.ts";
import {
  part,
  type SourceText,
  spanOf,
  template,
  trimmedPart,
  unmasked,
  wordLength,
  words,
} from "./source-text.ts";

/** Which parameter of which action is being read. */
export interface ParameterPlace {
  readonly name: string;
  readonly parameter: Parameter<unknown>;
  readonly keyword: ActionKeyword;
  /** Reads the action lists that an action has for parameters. */
  readonly parseList: (source: SourceText, scope: ParseScope) => ActionList | undefined;
}

/**
 * The value and what is left of the action; "missing" if the parameter is not there; "faulty" if that was
 * reported.
 */
type Parsed = { readonly value: unknown; readonly rest: SourceText } | "missing" | "faulty";

type ParameterParser = (source: SourceText, place: ParameterPlace, scope: ParseScope) => Parsed;

/**
 * How each kind of parameter is read from the beginning of what is left of an action, which has no blanks
 * around it.
 */
export const PARAMETER_PARSERS: Readonly<Record<ParameterKind, ParameterParser>> = {
  word: (source, place, scope) => parseTemplate(source, wordLength(source.text), place, scope),
  text: (source, place, scope) => parseTemplate(source, source.text.length, place, scope),
  program: parseProgram,
  "quoted-text": parseQuotedText,
  variable: (source, _, scope) => parseVariable(source, wordLength(source.text), scope),
  "variable-before-operator": parseVariableBeforeOperator,
  "whole-number": parseWholeNumber,
  "rule-offset": parseRuleOffset,
  "action-list": parseOptionalActions,
  block: parseBlock,
  "else-block": parseElseBlock,
  "command-line": (source, place, scope) => parseTemplate(source, source.text.length, place, scope),
  arguments: parseArguments,
  "arguments-before-operator": parseArgumentsBeforeOperator,
  "call-operator": parseCallOperator,
  "perl-function": parsePerlFunction,
};

function parseProgram(source: SourceText, _place: ParameterPlace, scope: ParseScope): Parsed {
  if (source.text === "") return "missing";
  warnAboutInternals(source, scope);
  return all(source, template(unwrapped(source)));
}

const CALL_OPERATOR = /->|:>/;

/** What the reference calls the parameters that must not be empty. */
const NOUNS: Readonly<Record<string, string>> = {
  file: "filename",
  peer: "peername",
  name: "context name",
  context: "context name",
  command: "commandline",
  arguments: "commandline",
  delay: "time offset",
  lines: "linecount",
};

/** Without outer parentheses, and with `\\(` as `(`. */
function unwrapped(source: SourceText): SourceText {
  return unmasked(withoutOuterParentheses(source));
}

/** A value that takes everything up to the end of the action. */
function all(source: SourceText, value: unknown): Parsed {
  return { value, rest: part(source, source.text.length) };
}

function after(source: SourceText, length: number, value: unknown): Parsed {
  return { value, rest: trimmedPart(source, length) };
}

/** The first `length` characters as a template; if they are `()`, the parameter's fallback. */
function parseTemplate(source: SourceText, length: number, place: ParameterPlace, scope: ParseScope): Parsed {
  const { parameter } = place;
  const written = part(source, 0, length);
  const value = unwrapped(written);
  if (value.text !== "") return after(source, length, template(value));
  if (parameter.fallback !== undefined) {
    return after(source, length, { text: parameter.fallback, span: spanOf(written) });
  }
  if (length === 0) return "missing";
  return parameter.required ? reportEmpty(written, place, scope) : after(source, length, undefined);
}

function reportEmpty(written: SourceText, { name, keyword }: ParameterPlace, scope: ParseScope): "faulty" {
  const message = `Empty ${NOUNS[name] ?? name} given for ${keyword} action`;
  scope.report("empty-parameter", spanOf(written), message, "write something between the parentheses");
  return "faulty";
}

function parseQuotedText(source: SourceText, { parameter }: ParameterPlace): Parsed {
  const found = /^'([^']*)'(?![^\t-\r ])/.exec(source.text);
  if (!found) return "missing";
  const length = found[0].length;
  const value = unwrapped(part(source, 1, length - 1));
  const text = value.text === "" ? (parameter.fallback ?? "") : value.text;
  return after(source, length, { text, span: spanOf(source, 0, length) });
}

function parseVariable(source: SourceText, length: number, scope: ParseScope): Parsed {
  if (length === 0) return "missing";
  const written = source.text.slice(0, length);
  const span = spanOf(source, 0, length);
  if (/^%[A-Za-z][A-Za-z0-9_]*$/.test(written))
    return after(source, length, { name: written.slice(1), span });
  const inside = /^[%$]?\{?([A-Za-z][A-Za-z0-9_]*)\}?$/.exec(written)?.[1];
  scope.report(
    "invalid-variable",
    span,
    `Variable ${written} does not have the form %<letter>[<letter>|<digit>|<underscore>]...`,
    inside ? `did you mean '%${inside}'?` : undefined,
  );
  return "faulty";
}

function parseVariableBeforeOperator(source: SourceText, _: ParameterPlace, scope: ParseScope): Parsed {
  const word = wordLength(source.text);
  const operator = CALL_OPERATOR.exec(source.text.slice(0, word));
  return parseVariable(source, operator ? operator.index : word, scope);
}

function parseWholeNumber(source: SourceText): Parsed {
  const digits = /^[0-9]+(?![^\t-\r ])/.exec(source.text)?.[0];
  return digits === undefined ? "missing" : after(source, digits.length, Number(digits));
}

function parseRuleOffset(source: SourceText): Parsed {
  const written = /^[+-]?[0-9]+(?![^\t-\r ])/.exec(source.text)?.[0];
  if (written === undefined) return "missing";
  const value = { relative: /^[+-]/.test(written), value: Number(written) };
  return after(source, written.length, value);
}

/** The list of create and set, which may be written without parentheses; an empty one is as good as none. */
function parseOptionalActions(source: SourceText, place: ParameterPlace, scope: ParseScope): Parsed {
  if (source.text === "") return "missing";
  const list = place.parseList(withoutOuterParentheses(source), scope);
  if (!list) return "faulty";
  return all(source, list.actions.length === 0 ? undefined : list);
}

function parseBlock(source: SourceText, place: ParameterPlace, scope: ParseScope): Parsed {
  const group = groupAtStart(source.text);
  if (!group) return "missing";
  const end = source.text[group.close + 1];
  if (end !== undefined && !/[\t-\r ]/.test(end)) return "missing";
  const list = place.parseList(trimmedPart(source, 1, group.close), scope);
  return list ? after(source, group.close + 1, list) : "faulty";
}

function parseElseBlock(source: SourceText, place: ParameterPlace, scope: ParseScope): Parsed {
  const found = /^else[\t-\r ]+/i.exec(source.text);
  return found ? parseBlock(part(source, found[0].length), place, scope) : "missing";
}

function parseArguments(source: SourceText, place: ParameterPlace, scope: ParseScope): Parsed {
  if (source.text === "") return "missing";
  const value = words(withoutOuterParentheses(source)).map((word) => template(unmasked(word)));
  if (value.length > 0) return all(source, value);
  return place.parameter.required ? reportEmpty(source, place, scope) : all(source, undefined);
}

function parseArgumentsBeforeOperator(source: SourceText): Parsed {
  const operator = CALL_OPERATOR.exec(source.text);
  if (!operator) return "missing";
  const before = withoutOuterParentheses(trimmedPart(source, 0, operator.index));
  const value = words(before).map((word) => template(unmasked(word)));
  return { value, rest: part(source, operator.index) };
}

function parseCallOperator(source: SourceText): Parsed {
  const operator = CALL_OPERATOR.exec(source.text);
  return operator?.index === 0 ? after(source, 2, operator[0]) : "missing";
}

function parsePerlFunction(source: SourceText, _: ParameterPlace, scope: ParseScope): Parsed {
  if (source.text === "") return "missing";
  const code = unwrapped(source);
  return checkPerlFunction(code, scope) ? all(source, { text: code.text, span: spanOf(code) }) : "faulty";
}
