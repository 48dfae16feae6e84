import type { Diagnostic } from "../config/diagnostics/diagnostic.ts";
import type { Position } from "../config/position.ts";
import { splitBlocks } from "../config/rule-blocks.ts";

/**
 * What the log says of a fault in a rule file: as SEC says it, with the line in which the rule begins, then
 * the line of the fault, and what helps.
 */
export function faultRecord(
  { code, span, message, hint }: Diagnostic,
  file: { readonly path: string; readonly text: string; readonly at: Position },
): string {
  const { path, text, at } = file;
  if (code === "not-a-field") {
    return `${path} line ${at.line} (${text.slice(span.start, span.end)}): ${inParentheses(message, hint)}`;
  }
  const rule = [...splitBlocks(text, () => undefined)].find(
    (block) => block.span.start <= span.start && span.start <= block.span.end,
  );
  if (!rule) return `${path} line ${at.line}: ${inParentheses(message, hint)}`;
  const line = rule.line === at.line ? undefined : `line ${at.line}`;
  return `Rule in ${path} at line ${rule.line}: ${inParentheses(message, line, hint)}`;
}

function inParentheses(message: string, ...additions: readonly (string | undefined)[]): string {
  const known = additions.filter((addition) => addition !== undefined);
  return known.length === 0 ? message : `${message} (${known.join(": ")})`;
}
