import { quoted } from "./diagnostics/diagnostic.ts";
import type { ParseScope } from "./parse-scope.ts";
import { type SourceText, spanOf } from "./source-text.ts";

/** Whether Perl code of an action or a context expression yields a function; if not, says so. */
export function checkPerlFunction(code: SourceText, scope: ParseScope, hint?: string): boolean {
  const what = `Eval ${quoted(code.text)}`;
  return check(code, (fault) => `${what} didn't return a code reference: ${fault}`, scope, hint);
}

/** The same for the value of a PerlFunc pattern. */
export function checkPatternFunction(code: SourceText, scope: ParseScope): boolean {
  const what = `Invalid function ${quoted(code.text)}`;
  return check(code, (fault) => `${what}, eval didn't return a code reference: ${fault}`, scope);
}

function check(
  code: SourceText,
  message: (fault: string) => string,
  scope: ParseScope,
  given?: string,
): boolean {
  const fault = scope.perl?.(code.text);
  if (fault === undefined) return true;
  const hint = /^\s*sub\b/.test(code.text) ? given : "the code must be a function: sub { … }";
  scope.report("invalid-perl-function", spanOf(code), message(fault), hint);
  return false;
}
