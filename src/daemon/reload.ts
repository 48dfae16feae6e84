import { carryOperations } from "../core/carry-over.ts";
import type { Engine } from "../core/engine.ts";
import { indexing } from "../core/literal-index/index-parts.ts";
import type { RuleIndex } from "../core/literal-index/rule-index.ts";
import type { LogLevel } from "../core/ports.ts";
import { replaceRules } from "../core/replace-rules.ts";
import { restartSoftly } from "../core/signals.ts";
import { finished, type Sliced } from "../core/sliced.ts";
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
  return takeRules(engine, loader, finished(readingRules(loader, options, force)), log);
}

/** New rules that are not at work yet. */
export interface ReadRules {
  readonly options: DaemonOptions;
  readonly loading: Loading;
  /** Why they are not to be used. */
  readonly refusal: string | undefined;
  readonly index: RuleIndex | undefined;
}

/** Reads all rule files anew, and makes the rules' index, without changing anything. */
export function* readingRules(loader: RuleLoader, options: DaemonOptions, force: boolean): Sliced<ReadRules> {
  const loading = yield* loader.loading(options);
  const refusal = refusalOf(loading, force);
  const { literalIndex, cleanTimeSeconds } = engineOptions(options);
  const isWanted = refusal === undefined && literalIndex;
  const index = isWanted ? yield* indexing(loading.ruleSet, cleanTimeSeconds) : undefined;
  return { options, loading, refusal, index };
}

/** Puts new rules to work, unless they are refused. */
export function takeRules(
  engine: Engine,
  loader: RuleLoader,
  { options, loading, refusal, index }: ReadRules,
  log: (level: LogLevel, message: string) => void,
): Reloading {
  const { ruleSet, diagnostics } = loading;
  if (refusal !== undefined) {
    log(2, `Rules not reloaded, the old ones go on: ${refusal}`);
    const rules = countRules(engine);
    return { loaded: false, refusal, diagnostics, rules, keptOperations: 0, droppedOperations: 0 };
  }
  loader.accept(loading);
  let keptOperations = 0;
  let droppedOperations = 0;
  restartSoftly(engine, () => {
    keptOperations = carryOperations(engine, ruleSet);
    const ended = replaceRules(engine, ruleSet, engineOptions(options), index);
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
