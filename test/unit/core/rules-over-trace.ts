import { runEngine } from "../../conformance/engine.ts";

/** Runs one rule file over a trace (`@second text`) and gives what it writes, and its log. */
export function runRules(rules: string, trace: string, options: readonly string[] = []) {
  const { ordered, log } = runEngine({ name: "", files: { "a.conf": rules }, trace, options });
  return { output: ordered.flatMap(({ lines }) => lines), log: log.flatMap(({ lines }) => lines) };
}
