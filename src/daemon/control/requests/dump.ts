import type { RequestDefinition } from "../definition.ts";

export const dump: RequestDefinition = {
  name: "dump",
  summary: "what SIGUSR1 dumps, as text on standard output; matching goes on meanwhile",
  who: "owner",
  arguments: {},
  changes: false,
  // The lists of the dump are requests of their own, so that no answer takes long.
  answer: (daemon) => ({ result: daemon.dumpHead() }),
};
