import { parseRuleFile } from "../../../src/config/parse-rule-file.ts";
import { createEngine } from "../../../src/core/create-engine.ts";
import type { Engine } from "../../../src/core/engine.ts";
import type { Effect } from "../../../src/core/ports.ts";
import { compileRuleSet } from "../../../src/core/rule-set.ts";
import { step } from "../../../src/core/step.ts";
import { localTime } from "../../../src/system/local-time.ts";

/** The second in which tests begin. */
export const START = 1_700_000_000;

const digest = (text: string): string => text;

/** An engine with rules and no state. Effects go where the test wants them. */
export function engineWith(
  rules: string,
  perform: (effect: Effect) => void = () => {},
  start: number = START,
): Engine {
  const { file, diagnostics } = parseRuleFile("rules.conf", rules, { digest });
  if (diagnostics.length > 0) throw new Error(diagnostics[0]!.message);
  return createEngine(
    compileRuleSet([file], 0),
    {
      jointBuffer: false,
      internalEvents: false,
      internalContexts: false,
      eventStoreSize: 0,
      cleanTimeSeconds: 1,
      quoting: false,
      literalIndex: true,
      logLevel: 1,
    },
    { perform, log: () => {}, localTime, childNews: () => [] },
    start,
  );
}

/** Gives an engine lines, all in the same second. */
export function feed(engine: Engine, ...lines: readonly string[]): void {
  for (const text of lines) step(engine, { text, source: "log", context: undefined });
}

/** A rule that counts by key, and one that fills a context by key. */
export const RULES = `type=SingleWithThreshold
ptype=RegExp
pattern=^failed (\\S+)
desc=failed $1
action=none
window=86400
thresh=1000

type=Single
ptype=RegExp
pattern=^keep (\\S+) (.*)
desc=keep $1
action=add KEPT_$1 $2

type=Single
ptype=RegExp
pattern=^drop (\\S+)
desc=drop $1
action=delete KEPT_$1

type=Single
ptype=RegExp
pattern=^let (\\S+)
desc=let
action=assign %value $1; tevent 60 late $1

type=Single
ptype=RegExp
pattern=^page (\\S+)
desc=page $1
action=shellcmd page $1
`;
