import type { LogLevel } from "../../../core/ports.ts";
import type { RequestDefinition } from "../definition.ts";

export const debug: RequestDefinition = {
  name: "debug",
  summary: "set the logging level, as --debug does: 1 only what is critical, 6 everything",
  who: "owner",
  arguments: {
    level: { kind: "integer", positional: true, required: true, range: [1, 6], summary: "the level" },
  },
  changes: true,
  async answer(daemon, { level }) {
    const before = daemon.engine.logLevel;
    await daemon.inTurn(() => {
      daemon.engine.logLevel = daemon.log.level = level as LogLevel;
    });
    return { result: { level, before } };
  },
};
