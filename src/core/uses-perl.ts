import type { Rule } from "./rules/index.ts";
import type { Span } from "./span.ts";

/** Where a rule has Perl code: a PerlFunc pattern, a context expression with code, or eval, call or lcall. */
export function perlCodeIn(rule: Rule): Span | undefined {
  return perlIn(rule);
}

function perlIn(value: unknown): Span | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { type, kind, action, span } = value as Partial<Record<string, unknown>>;
  const isCode =
    type === "perlfunc" ||
    kind === "perl-function" ||
    kind === "perl-program" ||
    action === "eval" ||
    action === "call" ||
    action === "lcall";
  if (isCode) return (span ?? { start: 0, end: 0 }) as Span;
  for (const inner of Object.values(value)) {
    const found = perlIn(inner);
    if (found) return found;
  }
  return undefined;
}
