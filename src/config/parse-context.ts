import type { ContextCondition, ContextExpression } from "../core/contexts/expression.ts";
import { combineOperands, negated, type Operator } from "./and-after-or.ts";
import { quoted } from "./diagnostics/diagnostic.ts";
import { isBalanced, isTooComplex, outerGroups, reportUnbalanced, unbalancedIn } from "./parentheses.ts";
import { checkPerlFunction, warnAboutInternals } from "./parse-perl.ts";
import type { ParseScope } from "./parse-scope.ts";
import { part, type SourceText, spanOf, template, trimmedPart, unmasked, words } from "./source-text.ts";

const HAS_BLANK = /[\t-\r ]/;
const MOST_OPERATORS = 1000;
const BARE_FUNCTION = "put the function into parentheses, since && and || outside of them end it";

/** Reads a `context` field (manual: "CONTEXTS AND CONTEXT EXPRESSIONS"). */
export function parseContext(source: SourceText, scope: ParseScope): ContextCondition | undefined {
  const bracketed = source.text.length > 1 && source.text.startsWith("[") && source.text.endsWith("]");
  const inside = bracketed ? trimmedPart(source, 1, source.text.length - 1) : source;
  if (!isBalanced(inside.text)) {
    checkUnbalanced(inside, source, scope);
    return undefined;
  }
  if (isTooComplex(inside, scope)) return undefined;
  const expression = parseExpression(inside, source, scope);
  return expression && { expression, beforePattern: bracketed, span: spanOf(source) };
}

function parseExpression(
  source: SourceText,
  whole: SourceText,
  scope: ParseScope,
): ContextExpression | undefined {
  const { operands, operators } = splitAtOperators(source);
  const excess = operators[MOST_OPERATORS];
  if (excess) {
    scope.report("too-complex", excess.span, `The expression has more than ${MOST_OPERATORS} operators`);
    return undefined;
  }
  const parsed = operands.map((operand) => parseOperand(operand, whole, scope));
  if (parsed.includes(undefined)) return undefined;
  return combineOperands(
    parsed.filter((operand) => operand !== undefined),
    operators,
    scope,
  );
}

/**
 * Reports the parentheses that have no counterpart, and what is wrong in the operands that do not hang on
 * them. Where a group is never closed, nobody knows what belongs to it.
 */
function checkUnbalanced(source: SourceText, whole: SourceText, scope: ParseScope): void {
  const unbalanced = unbalancedIn(source.text);
  reportUnbalanced(source, unbalanced, `context expression ${quoted(whole.text)}`, scope);
  const unclosed = unbalanced.find((at) => source.text[at] === "(") ?? source.text.length;
  const { operands } = splitAtOperators(source, outerGroups(source.text, new Set(unbalanced)));
  for (const operand of operands) {
    if (operand.base + operand.text.length > source.base + unclosed) break;
    if (isBalanced(operand.text)) parseOperand(operand, whole, scope);
  }
}

/**
 * Splits at `&&` and `||` outside of parentheses. Where signs can be paired in two ways, the last ones are a
 * pair: `A&&&B` is `A&` and `B`.
 */
function splitAtOperators(
  source: SourceText,
  groups = outerGroups(source.text),
): { operands: SourceText[]; operators: Operator[] } {
  const { text } = source;
  const operands: SourceText[] = [];
  const operators: Operator[] = [];
  let to = text.length;
  let group = groups.length - 1;
  for (let at = lastOperator(text, to); at >= 0; at = lastOperator(text, at)) {
    while (group >= 0 && groups[group]!.open > at) group -= 1;
    if (group >= 0 && groups[group]!.close > at) continue;
    operands.push(trimmedPart(source, at + 2, to));
    operators.push({ kind: text[at] === "&" ? "and" : "or", span: spanOf(source, at, at + 2) });
    to = at;
  }
  operands.push(trimmedPart(source, 0, to));
  return { operands: operands.toReversed(), operators: operators.toReversed() };
}

/** Where the last operator begins that ends at or before a place, or -1. */
function lastOperator(text: string, before: number): number {
  for (let at = before - 2; at >= 0; at--) {
    const sign = text[at];
    if ((sign === "&" || sign === "|") && text[at + 1] === sign) return at;
  }
  return -1;
}

function parseOperand(
  source: SourceText,
  whole: SourceText,
  scope: ParseScope,
): ContextExpression | undefined {
  const { text } = source;
  if (text.startsWith("!")) {
    const negations = /^[!\t-\r ]+/.exec(text)?.[0] ?? "";
    const operand = parseOperand(trimmedPart(source, negations.length), whole, scope);
    return operand && negated(operand, negations.replace(/[^!]/g, "").length);
  }
  const groups = outerGroups(text);
  const call = findCallOperator(text, groups);
  const isGroup = groups[0]?.open === 0 && groups[0].close === text.length - 1;
  if (call === undefined && isGroup) {
    return parseExpression(trimmedPart(source, 1, text.length - 1), whole, scope);
  }
  if (call === undefined) return parseSimpleOperand(source, whole, scope);
  return parseCall(source, call, whole, scope);
}

/** A Perl program, the name of a match cache entry after `varset`, or the name of a context. */
function parseSimpleOperand(
  source: SourceText,
  whole: SourceText,
  scope: ParseScope,
): ContextExpression | undefined {
  const { text } = source;
  if (text === "") return reportContext(source, whole, scope, "an operand is missing here");
  if (text.startsWith("=")) return parseProgram(source, whole, scope);
  const varset = /^varset[\t-\r ]+/.exec(text)?.[0];
  if (varset !== undefined) {
    const entry = outOfParentheses(part(source, varset.length));
    const inParentheses = entry?.text !== text.slice(varset.length);
    if (entry && (inParentheses || !HAS_BLANK.test(entry.text))) {
      return { kind: "varset", entry: template(unmasked(entry)) };
    }
  }
  if (outerGroups(text).length > 0) {
    return reportContext(source, whole, scope, "an operator is missing before or after the parentheses");
  }
  if (HAS_BLANK.test(text)) {
    return reportContext(source, whole, scope, "a context name has no blanks; combine names with && or ||");
  }
  return { kind: "name", name: template(unmasked(source)) };
}

type Groups = ReturnType<typeof outerGroups>;

/** Where the first `->` or `:>` outside of parentheses stands, if anything follows it. */
function findCallOperator(text: string, groups: Groups): number | undefined {
  let group = 0;
  for (const { index } of text.matchAll(/->|:>/g)) {
    while (group < groups.length && groups[group]!.close < index) group += 1;
    if (group < groups.length && groups[group]!.open < index) continue;
    return index + 2 < text.length ? index : undefined;
  }
  return undefined;
}

function parseCall(
  source: SourceText,
  at: number,
  whole: SourceText,
  scope: ParseScope,
): ContextExpression | undefined {
  const before = outOfParentheses(trimmedPart(source, 0, at));
  if (!before) return reportContext(source, whole, scope, "put all parameters into one pair of parentheses");
  const after = trimmedPart(source, at + 2);
  const written = outOfParentheses(after);
  if (!written) return reportContext(source, whole, scope, "put the whole function into parentheses");
  const code = unmasked(written);
  const bare = written.base === after.base;
  if (!checkPerlFunction(code, scope, bare ? BARE_FUNCTION : undefined)) return undefined;
  return {
    kind: "perl-function",
    operator: source.text.startsWith("->", at) ? "->" : ":>",
    parameters: words(before).map((word) => template(unmasked(word))),
    code: code.text,
    span: spanOf(code),
  };
}

function parseProgram(
  source: SourceText,
  whole: SourceText,
  scope: ParseScope,
): ContextExpression | undefined {
  const written = trimmedPart(source, 1);
  const program = outOfParentheses(written);
  if (!program) return reportContext(source, whole, scope, "put the whole Perl program into parentheses");
  warnAboutInternals(program, scope);
  // Blanks inside the parentheses belong to it, as can be seen in messages about it.
  const bare = program.base === written.base;
  const whatStands = bare ? program : part(written, 1, written.text.length - 1);
  return { kind: "perl-program", program: template(unmasked(whatStands)) };
}

/**
 * What stands in the one pair of parentheses around a text, or a text without any; undefined if they are
 * mixed.
 */
function outOfParentheses(source: SourceText): SourceText | undefined {
  const group = outerGroups(source.text)[0];
  if (!group) return source;
  if (group.open !== 0 || group.close !== source.text.length - 1) return undefined;
  return trimmedPart(source, 1, source.text.length - 1);
}

function reportContext(place: SourceText, whole: SourceText, scope: ParseScope, hint: string): undefined {
  const span = place.text === "" ? spanOf(whole) : spanOf(place);
  scope.report("invalid-context-expression", span, `Invalid context expression ${quoted(whole.text)}`, hint);
  return undefined;
}
