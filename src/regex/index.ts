/**
 * Perl regular expressions, exact and safe. A pattern runs in V8 where it can be written as a JavaScript
 * RegExp with the same meaning and no line can make it slow, and in a backtracking machine with a step
 * budget otherwise.
 *
 * V8's linear engine must be switched on before the first RegExp is made:
 * `v8.setFlagsFromString("--enable-experimental-regexp-engine-on-excessive-backtracks")`. This module is
 * pure and leaves that to the program's entry. Without the flag results are the same, but hostile lines can
 * be slow.
 */
export type { RegexFault } from "./fault.ts";
export { bestClause, type Clause } from "./literals.ts";
export { quotemeta } from "./quotemeta.ts";
export {
  type Captures,
  type CompileOptions,
  type CompileResult,
  compileRegex,
  DEFAULT_STEP_BUDGET,
  type Regex,
  type Spans,
} from "./regex.ts";
export { RegexCache } from "./regex-cache.ts";
