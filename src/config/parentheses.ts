import type { ParseScope } from "./parse-scope.ts";
import { part, type SourceText, spanOf, trimmed } from "./source-text.ts";

interface Parenthesis {
  readonly opens: boolean;
  readonly index: number;
}

const NONE: readonly Parenthesis[] = [];

/**
 * The parentheses of a text, in order. Masked ones, `\(` and `\)`, are plain text and count for nothing
 * (manual: "PARSING ISSUES").
 */
function parenthesesIn(text: string): readonly Parenthesis[] {
  if (!text.includes("(") && !text.includes(")")) return NONE;
  const found: Parenthesis[] = [];
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    const opens = character === "(";
    if ((opens || character === ")") && text[index - 1] !== "\\") found.push({ opens, index });
  }
  return found;
}

/** Where the first parenthesis without a counterpart stands. */
export function unbalancedAt(text: string): number | undefined {
  const open: number[] = [];
  for (const { opens, index } of parenthesesIn(text)) {
    if (opens) open.push(index);
    else if (open.pop() === undefined) return index;
  }
  return open[0];
}

const DEEPEST_NESTING = 100;

/** Whether parentheses are nested so deeply that reading them would exhaust the stack; if so, says so. */
export function isTooComplex(source: SourceText, scope: ParseScope): boolean {
  let depth = 0;
  for (const { opens, index } of parenthesesIn(source.text)) {
    depth += opens ? 1 : -1;
    if (depth <= DEEPEST_NESTING) continue;
    const message = `Parentheses are nested more than ${DEEPEST_NESTING} deep`;
    scope.report("too-complex", spanOf(source, index, index + 1), message);
    return true;
  }
  return false;
}

/** Reports a parenthesis that has no counterpart, where it stands. */
export function reportUnbalanced(source: SourceText, at: number, where: string, scope: ParseScope): void {
  scope.report(
    "unbalanced-parentheses",
    spanOf(source, at, at + 1),
    `Unbalanced parentheses found in ${where}`,
    source.text[at] === "("
      ? "this parenthesis is never closed; write \\( if it is meant as text"
      : "this parenthesis closes nothing; write \\) if it is meant as text",
  );
}

/** The parts of a text that stand in outermost parentheses, as the positions of both parentheses. */
export function outerGroups(text: string): readonly { readonly open: number; readonly close: number }[] {
  const groups: { open: number; close: number }[] = [];
  let depth = 0;
  let open = 0;
  for (const { opens, index } of parenthesesIn(text)) {
    if (opens) {
      if (depth === 0) open = index;
      depth += 1;
    } else {
      depth -= 1;
      if (depth === 0) groups.push({ open, close: index });
    }
  }
  return groups;
}

/** Splits a text, whose parentheses are balanced, at the separators outside of them. */
export function splitOutside(source: SourceText, separator: string): readonly SourceText[] {
  const { text } = source;
  if (!text.includes(separator)) return [source];
  const parts: SourceText[] = [];
  let from = 0;
  let at = 0;
  for (const { open, close } of [...outerGroups(text), { open: text.length, close: text.length }]) {
    for (at = text.indexOf(separator, at); at >= 0 && at < open; at = text.indexOf(separator, at)) {
      parts.push(part(source, from, at));
      at += separator.length;
      from = at;
    }
    if (at < 0) break;
    at = close + 1;
  }
  parts.push(part(source, from));
  return parts;
}

/**
 * Without `(` at its beginning and `)` at its end, even if they are no pair: `(a) and (b)` becomes `a) and
 * (b`. The reference does so, and rules may depend on it.
 */
export function withoutOuterParentheses(source: SourceText): SourceText {
  const { text } = source;
  if (text.length < 2 || text[0] !== "(" || !text.endsWith(")")) return source;
  return trimmed(part(source, 1, text.length - 1));
}
