import { jumpTo } from "../matching.ts";
import type { Template } from "../templates/template.ts";
import { describe, holds } from "./condition.ts";
import {
  conditionFields,
  type MatchCondition,
  optionalField,
  type RuleBase,
  type RuleDefinition,
} from "./definition.ts";

export interface Jump extends RuleBase<"jump"> {
  readonly condition: MatchCondition;
  /** Names of configuration file sets; variables in them are replaced only if `constantSets` is false. */
  readonly sets: readonly Template[];
  readonly constantSets: boolean;
  readonly desc: Template | undefined;
}

export const jump: RuleDefinition<Jump> = {
  keyword: "Jump",
  summary: "Sends matching events through the rules of configuration file sets.",
  counted: false,
  fields: () => [
    ...conditionFields(),
    optionalField("cfset", "names", "the configuration file sets"),
    optionalField("constset", "yes-or-no", "whether set names are constants", "Yes"),
    optionalField("desc", "template", "describes the rule"),
  ],
  build: (fields) => ({
    condition: fields.condition(""),
    sets: fields.has("cfset") ? fields.words("cfset") : [],
    constantSets: fields.yes("constset"),
    desc: fields.optionalTemplate("desc"),
  }),
  run(engine, rule, running) {
    const first = running.first!;
    if (!holds(engine, first)) return undefined;
    running.matches += 1;
    const sets = rule.sets.map((set) => (rule.constantSets ? set.text : describe(engine, set, first.rounds)));
    return jumpTo(engine, sets, running.file.path) ? { kind: "EndMatch" } : first.continue;
  },
};
