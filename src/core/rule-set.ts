import type { Operation } from "./operations/operation.ts";
import { type CompiledCondition, compileConditions } from "./rules/condition.ts";
import type { Rule, RuleFile } from "./rules/index.ts";
import { finished, type Sliced } from "./sliced.ts";

/** A rule at work: the rule as data, its compiled patterns, and the operations it has started. */
export interface RunningRule {
  readonly rule: Rule;
  readonly file: RunningFile;
  /** Its place among all rules of all files. */
  position: number;
  /** The rule's patterns with their contexts, in the order in which they are tried. */
  readonly conditions: readonly CompiledCondition[];
  /** The first of them, which most rules have and none but a Calendar rule lacks. */
  readonly first: CompiledCondition | undefined;
  /** Its event correlation operations by their description strings. */
  readonly operations: Map<string, Operation>;
  /** How many events it has matched. */
  matches: number;
  /** What it costs, if that is measured (`--ruleperf`). */
  performance: RulePerformance | undefined;
  /** How often a match with one of its regular expressions was given up, since it took too many steps. */
  givenUp: number;
  /** When that was last logged. */
  givenUpLogged: number;
  /** Calendar rules: the last local minute in which it acted. */
  lastMinute: string;
}

/** How often a rule was tried, and the CPU time that took. */
export interface RulePerformance {
  events: number;
  microseconds: number;
}

export interface RunningFile {
  readonly path: string;
  readonly rules: readonly RunningRule[];
  /** The place of its first rule among all rules. */
  firstPosition: number;
  readonly processAllInput: boolean;
  readonly sets: readonly string[];
}

/** All rule files, ready to match. */
export interface RuleSet {
  readonly files: readonly RunningFile[];
  /** Configuration file sets by name. */
  readonly sets: ReadonlyMap<string, readonly RunningFile[]>;
  readonly calendarRules: readonly RunningRule[];
  /** How many lines an input buffer holds. */
  readonly bufferSize: number;
}

/**
 * Compiles rule files. `bufferSize` is the value of `--bufsize`; 0 stands for as many lines as the patterns
 * need.
 */
export function compileRuleSet(ruleFiles: readonly RuleFile[], bufferSize: number): RuleSet {
  return ruleSetOf(ruleFiles.map(compileFile), bufferSize);
}

/** Makes a rule set of compiled files, which may have been in another one before. */
export function ruleSetOf(files: readonly RunningFile[], bufferSize: number): RuleSet {
  let position = 0;
  for (const file of files) {
    file.firstPosition = position;
    for (const rule of file.rules) {
      rule.position = position;
      position += 1;
    }
  }
  const sets = new Map<string, RunningFile[]>();
  for (const file of files) {
    for (const name of new Set(file.sets)) sets.set(name, [...(sets.get(name) ?? []), file]);
  }
  const rules = files.flatMap((file) => file.rules);
  return {
    files,
    sets,
    calendarRules: rules.filter(({ rule }) => rule.type === "calendar"),
    bufferSize: bufferSize > 0 ? bufferSize : linesNeeded(rules),
  };
}

/** Compiles one rule file. */
export function compileFile(file: RuleFile): RunningFile {
  return finished(compilingFile(file));
}

/** The same rule by rule. */
export function* compilingFile({ path, rules, sets, processAllInput }: RuleFile): Sliced<RunningFile> {
  const running: RunningRule[] = [];
  const file: RunningFile = { path, rules: running, firstPosition: 0, processAllInput, sets };
  for (const rule of rules) {
    const conditions = compileConditions(rule);
    running.push({
      rule,
      file,
      position: 0,
      conditions,
      first: conditions[0],
      operations: new Map(),
      matches: 0,
      performance: undefined,
      givenUp: 0,
      givenUpLogged: Number.NEGATIVE_INFINITY,
      lastMinute: "",
    });
    yield;
  }
  return file;
}

function linesNeeded(rules: readonly RunningRule[]): number {
  const lines = rules.flatMap(({ conditions }) => conditions.map(({ condition }) => condition.pattern.lines));
  return Math.max(1, ...lines);
}
