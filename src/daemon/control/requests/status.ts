import { inputHealth } from "../../../inputs/health.ts";
import { PROGRAM } from "../../program.ts";
import type { RequestDefinition } from "../definition.ts";

/** More inputs than these are not told of here, but by the request `inputs`. */
const MOST_INPUTS = 100;

export const status: RequestDefinition = {
  name: "status",
  summary: "how the program is doing: rules, inputs, what it remembers, and what troubles it",
  who: "group",
  arguments: {},
  changes: false,
  answer(daemon) {
    const { engine, inputs, startedAt, rulesLoadedAt } = daemon;
    const now = Math.floor(Date.now() / 1000);
    const { files } = engine.ruleSet;
    const rules = files.flatMap((file) => file.rules);
    const healths = inputs.slice(0, MOST_INPUTS).map((input) => inputHealth(input, now));
    const sick = healths.filter(({ failure }) => failure !== undefined).map(({ file }) => file);
    const troubles = [...daemon.troubles, ...sick.map((file) => `input ${file} cannot be read`)];
    const result = {
      program: PROGRAM,
      process: process.pid,
      time: now,
      started: startedAt,
      rulesLoaded: rulesLoadedAt,
      logLevel: engine.logLevel,
      state: troubles.length === 0 ? "well" : "degraded",
      troubles,
      ruleFiles: files.length,
      rules: rules.length,
      lines: engine.processedLines,
      linesPerSecond: daemon.linesPerSecond,
      operations: rules.reduce((sum, { operations }) => sum + operations.size, 0),
      contexts: engine.contexts.size,
      variables: [...engine.variables.entries()].length,
      waitingEvents: engine.queue.size + engine.delayed.length,
      memoryBytes: process.memoryUsage.rss(),
      inputs: healths,
      moreInputs: inputs.length - healths.length,
    };
    return { result };
  },
};
