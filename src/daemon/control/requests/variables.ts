import { perlValue } from "../../dump-state.ts";
import type { Controlled } from "../controlled.ts";
import type { Arguments, RequestDefinition } from "../definition.ts";
import { containing, isWanted } from "./listed.ts";

export const variables: RequestDefinition = {
  name: "variables",
  summary: "the action list variables that rules have set",
  who: "owner",
  arguments: { containing },
  changes: false,
  answer: (daemon, args) => ({ items: variableItems(daemon, args) }),
};

function* variableItems({ engine }: Controlled, args: Arguments): Generator {
  for (const [name, value] of engine.variables.entries()) {
    yield isWanted(args, name) ? { name, value: perlValue(value) } : undefined;
  }
}
