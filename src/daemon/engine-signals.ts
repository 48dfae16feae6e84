import { unblockSignal } from "../system/signals.ts";

/** Signals that are the engine's to react to (manual: "SIGNALS"). */
const SIGNALS = ["HUP", "ABRT", "USR1", "USR2", "INT", "TERM"] as const;

export type EngineSignal = (typeof SIGNALS)[number];

/**
 * Calls back for each signal that arrives. With `interactive` SIGINT ends the program instead of raising the
 * log level.
 */
export function catchSignals(interactive: boolean, arrived: (signal: EngineSignal) => void): void {
  for (const signal of SIGNALS) {
    const meant = signal === "INT" && interactive ? "TERM" : signal;
    process.on(`SIG${signal}`, () => arrived(meant));
  }
  // Node is started with it blocked, since it would open a debugger before there is a handler.
  unblockSignal("SIGUSR1");
}
