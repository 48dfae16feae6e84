/**
 * Perl regular expressions, exact and safe. A pattern runs in V8 where it can be written as a JavaScript
 * RegExp with the same meaning and no line can make it slow, and in a backtracking machine with a step
 * budget otherwise.
 *
 * V8's linear engine is a flag of the process, and this module is pure: `src/linear-engine.ts` sets the flag
 * and says so here by `linearEngineIsOn`. Until then patterns that would need that engine run in the machine:
 * on `.X(.+)+X` V8 without the flag takes minutes over 30 bytes, and then says that they do not match.
 */
export { PatternFamily } from "./family.ts";
export type { RegexFault } from "./fault.ts";
export { foldText } from "./fold-text.ts";
export { linearEngineIsOn } from "./linear-engine.ts";
export { bestClause, type Clause } from "./literals.ts";
export { compileMember } from "./member.ts";
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
