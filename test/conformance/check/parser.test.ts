import assert from "node:assert/strict";
import { test } from "node:test";
import type { Diagnostic } from "../../../src/config/diagnostics/diagnostic.ts";
import { parseRuleFile } from "../../../src/config/parse-rule-file.ts";
import type { PerlCheck } from "../../../src/config/parse-scope.ts";
import { linesOf } from "../../../src/config/position.ts";
import { type RuleBlock, splitBlocks } from "../../../src/config/rule-blocks.ts";
import type { PerlFault } from "../../../src/core/perl-port.ts";
import { checkPerlFunctions } from "../../../src/perl/check-syntax.ts";
import { type Case, keyOf, readCases, type Verdict } from "./cases.ts";

/** Where we mean to differ from SEC 2.9.1, each with its reason. */
const EXCEPTIONS: Readonly<Record<string, string>> = {};

type Judgement = Pick<Verdict, "exit" | "rules" | "rejected" | "warned"> & { readonly skipped: number };

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

/** The verdicts of `perl` on all functions of the corpus, asked for in one process. */
function perlFaults(cases: readonly Case[]): ReadonlyMap<string, PerlFault> {
  const functions = new Set<string>();
  const perl = (code: string): undefined => void functions.add(code);
  for (const { text } of cases) parseRuleFile("test.conf", text, { digest, perl });
  const verdicts = checkPerlFunctions(functions);
  assert.equal(verdicts.kind, "checked");
  return verdicts.kind === "checked" ? verdicts.faults : new Map();
}

test("every rule file of the corpus is judged as SEC 2.9.1 judges it, rule by rule", () => {
  const cases = readCases();
  const faults = perlFaults(cases);
  const differing = new Set<string>();
  for (const each of cases) {
    const ours = judge(each, (code) => faults.get(code));
    const { exit, rules, rejected, warned, skipped } = each.verdict;
    const same =
      ours.exit === exit &&
      ours.rules === rules &&
      ours.skipped === skipped.length &&
      ours.rejected.join(" ") === rejected.join(" ") &&
      warned.every((line) => ours.warned.includes(line));
    if (!same) differing.add(keyOf(each));
  }
  assert.deepEqual([...differing], Object.keys(EXCEPTIONS));
});

test("every diagnostic of the corpus points into its file", () => {
  for (const each of readCases()) {
    const { positionOf } = linesOf(each.text);
    for (const { span } of parseRuleFile("test.conf", each.text, { digest }).diagnostics) {
      assert.ok(span.start >= 0 && span.start <= span.end && span.end <= each.text.length, keyOf(each));
      assert.ok(positionOf(span.start).column >= 1);
    }
  }
});
