import type { Template } from "../templates/template.ts";
import { holds } from "./condition.ts";
import {
  type MatchCondition,
  optionalField,
  patternFields,
  type RuleBase,
  type RuleDefinition,
} from "./definition.ts";

export interface Suppress extends RuleBase<"suppress"> {
  readonly condition: MatchCondition;
  readonly desc: Template | undefined;
}

export const suppress: RuleDefinition<Suppress> = {
  keyword: "Suppress",
  summary: "Keeps matching events from the later rules of its file.",
  counted: false,
  fields: () => [...patternFields(), optionalField("desc", "template", "describes the rule")],
  build: (fields) => ({ condition: fields.condition(""), desc: fields.optionalTemplate("desc") }),
  run(engine, _, running) {
    const first = running.first!;
    if (!holds(engine, first)) return undefined;
    running.matches += 1;
    return first.continue;
  },
};
