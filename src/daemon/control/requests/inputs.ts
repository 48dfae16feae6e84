import { inputHealth } from "../../../inputs/health.ts";
import { statusOf } from "../../../inputs/status.ts";
import { dumpInput } from "../../dump-state.ts";
import type { Controlled } from "../controlled.ts";
import type { Arguments, RequestDefinition } from "../definition.ts";
import { containing, isWanted } from "./listed.ts";

export const inputs: RequestDefinition = {
  name: "inputs",
  summary: "the inputs: how far they are read, what was lost, and why they cannot be read",
  who: "owner",
  arguments: { containing },
  changes: false,
  answer: (daemon, args) => ({ items: inputItems(daemon, args) }),
};

function* inputItems({ inputs: all, engine }: Controlled, args: Arguments): Generator {
  for (const input of all) {
    yield isWanted(args, input.name)
      ? { ...dumpInput(statusOf(input), engine), ...inputHealth(input, Math.floor(Date.now() / 1000)) }
      : undefined;
  }
}
