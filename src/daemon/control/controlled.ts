import type { Engine } from "../../core/engine.ts";
import type { LineSource } from "../../inputs/line-source.ts";
import type { DumpHead } from "../dump-state.ts";
import type { Log } from "../log.ts";
import type { DaemonOptions } from "../option-table.ts";
import type { Reloading } from "../reload.ts";

/** What requests may see of the running program, and do with it. */
export interface Controlled {
  readonly engine: Engine;
  readonly log: Log;
  readonly options: DaemonOptions;
  readonly startedAt: number;
  readonly rulesLoadedAt: number;
  /** When each rule file was read, in seconds since Epoch. */
  readonly loadTimes: ReadonlyMap<string, number>;
  readonly inputs: readonly LineSource[];
  /** Lines and events matched in a second, on the average of the last minute. */
  readonly linesPerSecond: number;
  /** Why the program does less than it should; empty if all is well. */
  readonly troubles: readonly string[];
  /** What the dump says that is not a list. */
  dumpHead(): DumpHead;
  /** Has something done between two steps of the engine. */
  inTurn<T>(act: () => T): Promise<T>;
  /** Does what a signal does, in the engine's turn. */
  signal(signal: "USR2" | "TERM"): Promise<unknown>;
  reload(force: boolean): Promise<Reloading>;
}
