import { quoted } from "./diagnostics/diagnostic.ts";
import type { ParseScope } from "./parse-scope.ts";
import { type SourceText, spanOf } from "./source-text.ts";

/** Perl variables in which SEC keeps its data, and functions to get at it, which users' code may know. */
const INTERNALS =
  "calendar|cfset2cfile|children|config_ltimes|config_mtimes|config_options|configuration|context_list|" +
  "corr_list|dyninputfiles|event_buffer|events|input_buffers?|input_sources|inputfiles|inputsrc|" +
  "int_context|maincfiles|output_files|output_(?:tcp|udp)sock|output_u(?:dg|st)ream|pending_events|" +
  "pmatch_cache|processedlines|readbuffer|sec_options|softrefresh|refresh|terminate|variables|log_msg|" +
  "internal_event|valid_context|execute_\\w+|process_\\w+|gen_key|main_loop|subst_\\w+";
const INTERNAL_NAME = new RegExp(`[$@%&]?(?:\\bmain|[$@%&])::(?:${INTERNALS})\\b`);

const DEADLY_HINT =
  "BEGIN blocks and modules that are used run when rules are loaded; what they do must come to an end";

/** Warns about code that reaches for the insides of SEC, which are not there (manual: "PERL INTEGRATION"). */
export function warnAboutInternals(code: SourceText, scope: ParseScope): void {
  const found = INTERNAL_NAME.exec(code.text);
  if (!found) return;
  const [name] = found;
  scope.report(
    "internals-of-sec",
    spanOf(code, found.index, found.index + name.length),
    `The Perl code uses ${quoted(name)}, which belongs to SEC's own program and is not there`,
    "use actions and action list variables, or variables of your own",
  );
}

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
  warnAboutInternals(code, scope);
  const fault = scope.perl?.(code.text);
  if (fault === undefined) return true;
  const noFunction = /^\s*sub\b/.test(code.text) ? given : "the code must be a function: sub { … }";
  scope.report(
    "invalid-perl-function",
    spanOf(code),
    message(fault.message),
    fault.deadly ? DEADLY_HINT : noFunction,
  );
  return false;
}
