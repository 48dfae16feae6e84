import type { Diagnostic } from "../../../src/config/diagnostics/diagnostic.ts";
import type { DiagnosticCode } from "../../../src/config/diagnostics/index.ts";
import { parseRuleFile } from "../../../src/config/parse-rule-file.ts";
import type { PerlCheck } from "../../../src/config/parse-scope.ts";
import { type RuleBlock, splitBlocks } from "../../../src/config/rule-blocks.ts";
import type { PerlFault } from "../../../src/core/perl-port.ts";
import { checkPerlFunctions } from "../../../src/perl/check-syntax.ts";
import type { Case, Verdict } from "./cases.ts";

/** A verdict of ours, as far as it can be compared. */
export type Judgement = Pick<Verdict, "exit" | "rules" | "rejected" | "warned"> & {
  readonly skipped: number;
};

function digest(text: string): string {
  return text;
}

/** The first lines of the rules that diagnostics of a severity are about. */
function ruleLines(
  blocks: readonly RuleBlock[],
  diagnostics: readonly Diagnostic[],
  severity: Diagnostic["severity"],
): readonly number[] {
  const starts = diagnostics
    .filter((diagnostic) => diagnostic.severity === severity)
    .map(({ span }) => span.start);
  const hit = blocks.filter(({ span }) => starts.some((start) => span.start <= start && start < span.end));
  return hit.map(({ line }) => line);
}

function judge({ text }: Case, perl: PerlCheck): Judgement {
  const { file, diagnostics } = parseRuleFile("test.conf", text, { digest, perl });
  const blocks = [...splitBlocks(text, () => undefined)];
  const inRules = diagnostics.filter(({ code }) => code !== "not-a-field" && code !== "no-rules");
  const rejected = ruleLines(blocks, inRules, "error");
  return {
    exit: diagnostics.some(({ severity }) => severity === "error") ? 1 : 0,
    rules: file.rules.length,
    rejected,
    warned: ruleLines(blocks, inRules, "warning").filter((line) => !rejected.includes(line)),
    skipped: diagnostics.filter(({ code }) => code === "not-a-field").length,
  };
}

/** The verdicts of `perl` on all functions of rule files, asked for in one process. */
function perlFaults(cases: readonly Case[]): ReadonlyMap<string, PerlFault> {
  const functions = new Set<string>();
  const perl = (code: string): undefined => void functions.add(code);
  for (const { text } of cases) parseRuleFile("test.conf", text, { digest, perl });
  const verdicts = checkPerlFunctions(functions);
  if (verdicts.kind === "no-perl") throw new Error(verdicts.reason);
  return verdicts.faults;
}

/** Judges rule files as `sec-ts check` does, in their order. */
export function judgeOurs(cases: readonly Case[]): Judgement[] {
  const faults = perlFaults(cases);
  return cases.map((each) => judge(each, (code) => faults.get(code)));
}

/** The codes of what is reported about each rule file: of all of it, and by the first line of each rule. */
export interface ReportedCodes {
  readonly all: ReadonlySet<DiagnosticCode>;
  readonly byRule: ReadonlyMap<number, ReadonlySet<DiagnosticCode>>;
}

/** What is reported about rule files, in their order. */
export function reportedCodes(cases: readonly Case[]): ReportedCodes[] {
  const faults = perlFaults(cases);
  return cases.map(({ text }) => {
    const options = { digest, perl: (code: string) => faults.get(code) };
    const { diagnostics } = parseRuleFile("test.conf", text, options);
    const blocks = [...splitBlocks(text, () => undefined)];
    const byRule = blocks.map(({ line, span }): [number, Set<DiagnosticCode>] => {
      const about = diagnostics.filter(({ span: { start } }) => span.start <= start && start < span.end);
      return [line, new Set(about.map(({ code }) => code))];
    });
    return { all: new Set(diagnostics.map(({ code }) => code)), byRule: new Map(byRule) };
  });
}

/** Whether a verdict of ours is that of the reference, rule by rule. We may warn of more. */
export function agrees(ours: Judgement, { exit, rules, rejected, warned, skipped }: Verdict): boolean {
  return (
    ours.exit === exit &&
    ours.rules === rules &&
    ours.skipped === skipped.length &&
    ours.rejected.join(" ") === rejected.join(" ") &&
    warned.every((line) => ours.warned.includes(line))
  );
}
