import type { RequestDefinition } from "../definition.ts";

export const rotate: RequestDefinition = {
  name: "rotate",
  summary: "open log and outputs again, after they were rotated, as SIGUSR2 does",
  who: "owner",
  arguments: {},
  changes: true,
  async answer(daemon) {
    await daemon.signal("USR2");
    return { result: {} };
  },
};
