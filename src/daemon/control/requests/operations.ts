import { dumpOperation, operationKey } from "../../dump-operations.ts";
import type { Controlled } from "../controlled.ts";
import type { Arguments, RequestDefinition } from "../definition.ts";
import { containing, isWanted } from "./listed.ts";

export const operations: RequestDefinition = {
  name: "operations",
  summary: "the event correlation operations",
  who: "owner",
  arguments: {
    containing,
    details: { kind: "flag", summary: "with their patterns, action lists and the times of their events" },
  },
  changes: false,
  answer: (daemon, args) => ({ items: operationItems(daemon, args) }),
};

function* operationItems({ engine }: Controlled, args: Arguments): Generator {
  // Those that begin after this are not listed, so that the list has an end.
  const { created, ruleSet } = engine;
  for (const running of ruleSet.files.flatMap((file) => file.rules)) {
    for (const operation of running.operations.values()) {
      if (operation.order > created) break;
      const key = operationKey(operation);
      if (!isWanted(args, key)) yield undefined;
      else if (args["details"]) yield dumpOperation(operation);
      else {
        const { started, windowStart, windowSeconds, times, description, phase } = operation;
        yield {
          key,
          configfile: running.file.path,
          ruleline: running.rule.line,
          type: engine.ruleTypes[running.rule.type].keyword,
          desc: description,
          starttime: started,
          windowstart: windowStart,
          ...(windowSeconds === 0 ? {} : { windowend: windowStart + windowSeconds }),
          phase,
          events: times.size,
        };
      }
    }
    yield undefined;
  }
}
