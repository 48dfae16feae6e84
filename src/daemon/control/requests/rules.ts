import { RULE_TYPES } from "../../../core/rules/index.ts";
import { ruleStatistics } from "../../dump-state.ts";
import type { Controlled } from "../controlled.ts";
import type { Arguments, RequestDefinition } from "../definition.ts";
import { containing, isWanted } from "./listed.ts";

export const rules: RequestDefinition = {
  name: "rules",
  summary: "the rules, how often they have matched, and their operations",
  who: "owner",
  arguments: { containing },
  changes: false,
  answer: (daemon, args) => ({ items: ruleItems(daemon, args) }),
};

function* ruleItems({ engine, options, loadTimes }: Controlled, args: Arguments): Generator {
  for (const { path, rules: all } of engine.ruleSet.files) {
    const loadtime = loadTimes.get(path) ?? engine.started;
    for (const running of all) {
      const statistics = ruleStatistics(running, options.ruleperf);
      const { rule, operations, givenUp } = running;
      yield isWanted(args, `${path}:${rule.line}`, statistics.desc)
        ? {
            file: path,
            loadtime,
            number: rule.number + 1,
            type: RULE_TYPES[rule.type].keyword,
            ...statistics,
            operations: operations.size,
            givenup: givenUp,
          }
        : undefined;
    }
  }
}
