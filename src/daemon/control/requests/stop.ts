import type { RequestDefinition } from "../definition.ts";

export const stop: RequestDefinition = {
  name: "stop",
  summary: "end the program, as SIGTERM does",
  who: "owner",
  arguments: {},
  changes: true,
  answer(daemon) {
    // The answer must be on its way before the program ends, and the connection with it.
    void daemon.signal("TERM");
    return { result: { process: process.pid } };
  },
};
