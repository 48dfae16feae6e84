import type { RequestDefinition } from "../definition.ts";

export const reload: RequestDefinition = {
  name: "reload",
  summary: "read the rule files and options again; rules with faults are refused and the old ones go on",
  who: "owner",
  arguments: { force: { kind: "flag", summary: "load what is valid of faulty rule files" } },
  changes: true,
  answer: async (daemon, args) => ({ result: await daemon.reload(args["force"] === true) }),
};
