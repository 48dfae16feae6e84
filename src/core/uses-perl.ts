import type { Span } from "./span.ts";

/** Where a rule has Perl code: a PerlFunc pattern, a context expression with code, or eval, call or lcall. */
export function perlCodeIn(rule: object): Span | undefined {
  const [first] = perlCodeOf(rule);
  return first && ((first as { readonly span?: Span }).span ?? { start: 0, end: 0 });
}

/** The patterns, operands of context expressions and actions in a part of a rule that have Perl code. */
export function perlCodeOf(part: unknown): readonly object[] {
  if (typeof part !== "object" || part === null) return [];
  const { type, kind, action } = part as Partial<Record<string, unknown>>;
  const isCode =
    type === "perlfunc" ||
    kind === "perl-function" ||
    kind === "perl-program" ||
    action === "eval" ||
    action === "call" ||
    action === "lcall";
  return [...(isCode ? [part] : []), ...Object.values(part).flatMap(perlCodeOf)];
}
