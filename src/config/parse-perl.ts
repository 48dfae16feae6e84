import { quoted } from "./diagnostics/diagnostic.ts";
import type { ParseScope } from "./parse-scope.ts";
import { type SourceText, spanOf } from "./source-text.ts";

/** Whether Perl code yields a function, as far as that can be checked; if not, says so. */
export function checkPerlFunction(code: SourceText, scope: ParseScope): boolean {
  const fault = scope.perl?.(code.text);
  if (fault === undefined) return true;
  scope.report(
    "invalid-perl-function",
    spanOf(code),
    `Eval ${quoted(code.text)} didn't return a code reference: ${fault}`,
    /^\s*sub\b/.test(code.text) ? undefined : "the code must be a function: sub { … }",
  );
  return false;
}
