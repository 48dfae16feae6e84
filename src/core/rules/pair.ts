import type { ActionList } from "../actions/index.ts";
import { endOperation } from "../operations/operation.ts";
import { runPair } from "../operations/pair.ts";
import type { Template } from "../templates/template.ts";
import {
  conditionFields,
  desc,
  type FieldDefinition,
  type MatchCondition,
  optionalField,
  type RuleBase,
  type RuleDefinition,
  type RuleFields,
  requiredField,
} from "./definition.ts";

/** What Pair and PairWithWindow rules have in common. */
export interface PairFields {
  readonly condition: MatchCondition;
  readonly desc: Template;
  readonly action: ActionList;
  readonly condition2: MatchCondition;
  readonly desc2: Template;
  readonly action2: ActionList;
  /** 0 is for ever. */
  readonly windowSeconds: number;
}

export type Pair = RuleBase<"pair"> & PairFields;

export const pair: RuleDefinition<Pair> = {
  keyword: "Pair",
  summary: "Acts on a first event, ignores its repetitions, and acts on the second event that ends the pair.",
  counted: false,
  fields: () => [
    ...pairFields("run on the first event"),
    optionalField("window", "seconds", "seconds to wait for the second event, 0 for ever", "0"),
  ],
  build: buildPair,
  run(engine, rule, running) {
    return runPair(engine, rule, running, true);
  },
  windowEnds: endOperation,
};

/** The fields of both pair rules; `whenRun` says when their first action list runs. */
export function pairFields(whenRun: string): readonly FieldDefinition[] {
  return [
    ...conditionFields(),
    desc,
    requiredField("action", "action-list", whenRun),
    ...conditionFields("2", "ptype"),
    requiredField("desc2", "template", "what %s stands for in action2"),
    requiredField("action2", "action-list", "run on the second event"),
  ];
}

export function buildPair(fields: RuleFields): PairFields {
  return {
    condition: fields.condition(""),
    desc: fields.template("desc"),
    action: fields.actions("action"),
    condition2: fields.condition("2"),
    desc2: fields.template("desc2"),
    action2: fields.actions("action2"),
    windowSeconds: fields.wholeNumber("window"),
  };
}
