import type { ParseScope } from "./parse-scope.ts";
import { type SourceText, spanOf, trimmedPart } from "./source-text.ts";

const OPENING = 40;
const CLOSING = 41;
const BACKSLASH = 92;

/**
 * Where the next parenthesis stands, or the end of the text. Masked ones, `\(` and `\)`, are plain text and
 * count for nothing (manual: "PARSING ISSUES").
 */
function nextParenthesis(text: string, from: number): number {
  for (let index = from; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if ((code === OPENING || code === CLOSING) && text.charCodeAt(index - 1) !== BACKSLASH) return index;
  }
  return text.length;
}

function opensAt(text: string, index: number): boolean {
  return text.charCodeAt(index) === OPENING;
}

/** Whether each parenthesis has its counterpart. */
export function isBalanced(text: string): boolean {
  let depth = 0;
  for (let at = nextParenthesis(text, 0); at < text.length; at = nextParenthesis(text, at + 1)) {
    depth += opensAt(text, at) ? 1 : -1;
    if (depth < 0) return false;
  }
  return depth === 0;
}

/** Where the parentheses without a counterpart stand, in order. */
export function unbalancedIn(text: string): readonly number[] {
  const unclosed: number[] = [];
  const unopened: number[] = [];
  for (let at = nextParenthesis(text, 0); at < text.length; at = nextParenthesis(text, at + 1)) {
    if (opensAt(text, at)) unclosed.push(at);
    else if (unclosed.pop() === undefined) unopened.push(at);
  }
  return [...unopened, ...unclosed];
}

const DEEPEST_NESTING = 100;

/** Whether parentheses are nested so deeply that reading them would exhaust the stack; if so, says so. */
export function isTooComplex(source: SourceText, scope: ParseScope): boolean {
  const { text } = source;
  let depth = 0;
  for (let at = nextParenthesis(text, 0); at < text.length; at = nextParenthesis(text, at + 1)) {
    depth += opensAt(text, at) ? 1 : -1;
    if (depth <= DEEPEST_NESTING) continue;
    const message = `Parentheses are nested more than ${DEEPEST_NESTING} deep`;
    scope.report("too-complex", spanOf(source, at, at + 1), message);
    return true;
  }
  return false;
}

/** So many are reported of one text. */
const MOST_REPORTED = 20;

/** Reports the parentheses that have no counterpart, where they stand. */
export function reportUnbalanced(
  source: SourceText,
  unbalanced: readonly number[],
  where: string,
  scope: ParseScope,
): void {
  for (const at of unbalanced.slice(0, MOST_REPORTED)) {
    scope.report(
      "unbalanced-parentheses",
      spanOf(source, at, at + 1),
      `Unbalanced parentheses found in ${where}`,
      opensAt(source.text, at)
        ? "this parenthesis is never closed; write \\( if it is meant as text"
        : "this parenthesis closes nothing; write \\) if it is meant as text",
    );
  }
}

/** The positions of two parentheses that belong together. */
export interface Group {
  readonly open: number;
  readonly close: number;
}

/** The parts of a text in outermost parentheses. Those at positions in `ignored` are plain text. */
export function outerGroups(text: string, ignored?: ReadonlySet<number>): readonly Group[] {
  const groups: Group[] = [];
  let depth = 0;
  let open = 0;
  for (let at = nextParenthesis(text, 0); at < text.length; at = nextParenthesis(text, at + 1)) {
    if (ignored?.has(at)) continue;
    if (opensAt(text, at)) {
      if (depth === 0) open = at;
      depth += 1;
    } else {
      depth -= 1;
      if (depth === 0) groups.push({ open, close: at });
    }
  }
  return groups;
}

/** The first group of a text, whose parentheses are balanced, if it begins with one. */
export function groupAtStart(text: string): Group | undefined {
  if (!opensAt(text, 0)) return undefined;
  let depth = 0;
  for (let at = 0; at < text.length; at = nextParenthesis(text, at + 1)) {
    depth += opensAt(text, at) ? 1 : -1;
    if (depth === 0) return { open: 0, close: at };
  }
  return undefined;
}

/** Splits a text at the separators outside of its groups. */
export function splitOutside(
  source: SourceText,
  separator: string,
  groups = outerGroups(source.text),
): SourceText[] {
  const { text } = source;
  const parts: SourceText[] = [];
  let from = 0;
  let group = 0;
  for (let at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, at)) {
    while (group < groups.length && groups[group]!.close < at) group += 1;
    const around = groups[group];
    if (around && around.open < at) {
      at = around.close;
      continue;
    }
    parts.push(trimmedPart(source, from, at));
    at += separator.length;
    from = at;
  }
  parts.push(trimmedPart(source, from));
  return parts;
}

/**
 * Without `(` at its beginning and `)` at its end, even if they are no pair: `(a) and (b)` becomes `a) and
 * (b`. The reference does so, and rules may depend on it.
 */
export function withoutOuterParentheses(source: SourceText): SourceText {
  const { text } = source;
  if (text.length < 2 || text[0] !== "(" || !text.endsWith(")")) return source;
  return trimmedPart(source, 1, text.length - 1);
}
