import type { Command } from "./command.ts";

/** Every subcommand; a new one is a file of its own and a line here. */
export const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  check: async () => (await import("./check.ts")).command,
  replay: async () => (await import("./replay.ts")).command,
  state: async () => (await import("./state.ts")).command,
  ctl: async () => (await import("./ctl.ts")).command,
  setup: async () => (await import("./setup.ts")).command,
  regex: async () => (await import("./regex.ts")).command,
};
