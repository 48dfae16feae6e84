import type { Effect, LogLevel } from "../core/ports.ts";
import type { Refusals } from "./refusals.ts";
import type { Tracked } from "./tracked.ts";

/** What the daemon's options say about outputs. */
export interface OutputSettings {
  log(level: LogLevel, message: string): void;
  /** Called when a command wrote or ended: `childNews` has something. */
  onNews(): void;
  /** The folder for commands and files with relative names; that of the process if left out. */
  readonly folder?: string;
  /** `--socket-timeout`. */
  readonly socketTimeoutSeconds: number;
  /** `--childterm`. */
  readonly childTerm: boolean;
  /**
   * Whether a full pipe behind standard output is waited for, so that nothing is lost however slow its reader
   * is; otherwise, like for any output, as much is queued as the limit allows.
   */
  readonly waitForStandardOutput: boolean;
  /** Whether commands are to be killed before us when memory runs out. */
  readonly killedFirst?: boolean;
  readonly limits: OutputLimits;
  /**
   * Told about an event that a full FIFO has not taken yet, so that it can be kept until it has; absent where
   * nobody keeps such things.
   */
  readonly keep?: (effect: Extract<Effect, { kind: "write" }>) => Tracked;
}

/** Ceilings; 0 switches one off. */
export interface OutputLimits {
  /** Commands that run at the same time; others wait for their turn. */
  readonly children: number;
  readonly waitingCommands: number;
  /** Bytes that wait for one FIFO, socket or standard output. */
  readonly queuedBytes: number;
  /** Bytes of a line that a command writes; the rest of the line is cut off. */
  readonly lineBytes: number;
}

export const DEFAULT_LIMITS: OutputLimits = {
  children: 256,
  waitingCommands: 10_000,
  queuedBytes: 1024 * 1024,
  lineBytes: 1024 * 1024,
};

/** What each of the executors gets. */
export interface Surroundings extends OutputSettings {
  readonly refusals: Refusals;
  /** Closes something that can be opened again, for want of descriptors; returns whether it did. */
  freeDescriptor(): boolean;
}
