import { endOperation, ruleOf, runFor } from "../operations/operation.ts";
import { runPair } from "../operations/pair.ts";
import { type RuleBase, type RuleDefinition, requiredField } from "./definition.ts";
import { buildPair, type PairFields, pairFields } from "./pair.ts";

export type PairWithWindow = RuleBase<"pairwithwindow"> & PairFields;

export const pairWithWindow: RuleDefinition<PairWithWindow> = {
  keyword: "PairWithWindow",
  summary:
    "Acts when a first event is not followed by a second one in time, and acts on the second if it is.",
  counted: false,
  fields: () => [
    ...pairFields("run if no second event came in time"),
    requiredField("window", "positive-seconds", "seconds to wait for the second event"),
  ],
  build: buildPair,
  run(engine, rule, running) {
    return runPair(engine, rule, running, false);
  },
  windowEnds(engine, operation) {
    runFor(engine, operation, ruleOf<PairWithWindow>(operation).action);
    endOperation(engine, operation);
  },
};
