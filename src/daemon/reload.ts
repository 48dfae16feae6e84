import { carryOperations } from "../core/carry-over.ts";
import type { Engine } from "../core/engine.ts";
import type { LogLevel } from "../core/ports.ts";
import { replaceRules } from "../core/replace-rules.ts";
import { restartSoftly } from "../core/signals.ts";
import type { DaemonOptions } from "./option-table.ts";
import type { Loading, RuleFileDiagnostic, RuleLoader } from "./rule-loading.ts";
import { engineOptions } from "./settings.ts";

/** What came of a reload. */
export interface Reloading {
  /** Whether the new rules are at work; otherwise the old ones still are. */
  readonly loaded: boolean;
  /** Why they are not. */
  readonly refusal?: string;
  /** What is wrong with the new rules, or should be known about them. */
  readonly diagnostics: readonly RuleFileDiagnostic[];
  /** How many rules are at work. */
  readonly rules: number;
  /** Operations that have gone on, and that were dropped since their rules were changed or are gone. */
  readonly keptOperations: number;
  readonly droppedOperations: number;
}

/**
 * Reads all rule files anew. Rules with faults are refused as a whole, and the old ones go on, unless it is
 * forced; that there is no rule at all is refused in any case. Operations of rules whose text is the same go
 * on, also if these have moved in their file; contexts stay.
 */
export function reloadRules(
  engine: Engine,
  loader: RuleLoader,
  options: DaemonOptions,
  force: boolean,
  log: (level: LogLevel, message: string) => void,
): Reloading {
  let refusal: string | undefined;
  const { ruleSet, diagnostics } = loader.loadIf(options, (loading) => {
    refusal = refusalOf(loading, force);
    return refusal === undefined;
  });
  if (refusal !== undefined) {
    log(2, `Rules not reloaded, the old ones go on: ${refusal}`);
    const rules = countRules(engine);
    return { loaded: false, refusal, diagnostics, rules, keptOperations: 0, droppedOperations: 0 };
  }
  let keptOperations = 0;
  let droppedOperations = 0;
  restartSoftly(engine, () => {
    keptOperations = carryOperations(engine, ruleSet);
    const ended = replaceRules(engine, ruleSet, engineOptions(options));
    droppedOperations = ended.reduce((sum, { operations }) => sum + operations, 0);
  });
  if (droppedOperations > 0) {
    log(4, `${droppedOperations} event correlation operations dropped: their rules were changed or removed`);
  }
  const rules = countRules(engine);
  log(4, `Rules reloaded: ${rules} rules, ${keptOperations} event correlation operations go on`);
  return { loaded: true, diagnostics, rules, keptOperations, droppedOperations };
}

function refusalOf({ ruleSet, faults }: Loading, force: boolean): string | undefined {
  if (faults > 0 && !force) return `they have ${faults} fault${faults === 1 ? "" : "s"}`;
  return ruleSet.files.some(({ rules }) => rules.length > 0) ? undefined : "there is no valid rule";
}

function countRules({ ruleSet }: Engine): number {
  return ruleSet.files.reduce((sum, { rules }) => sum + rules.length, 0);
}
