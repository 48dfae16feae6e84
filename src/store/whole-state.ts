import type { Engine } from "../core/engine.ts";
import { type Dropped, restore } from "../core/saved-state.ts";
import { lockFile } from "../system/file-lock.ts";
import type { Batch } from "./batch.ts";
import { ChangeEncoder } from "./encoder.ts";
import { load } from "./load.ts";
import { openState } from "./state-file.ts";
import { readState, StateFileError } from "./transfer.ts";
import { Writer } from "./writer.ts";

/** The state of a program that begins with what is in a file, and leaves its own there when it ends. */
export interface BegunState {
  /** What could not be restored; undefined if there was nothing in the file. */
  readonly dropped: Dropped | undefined;
  /** Where the file was put if it was damaged. */
  readonly setAside: string | undefined;
  /** Takes the state as it is, once. What is returned writes it. */
  take(): () => void;
}

/** The second to which the state in a file belongs; undefined if there is none that can be read. */
export function secondOfState(path: string): number | undefined {
  try {
    return readState(path, load)?.state.now;
  } catch (error) {
    if (error instanceof StateFileError) return undefined;
    throw error;
  }
}

/**
 * Restores the state in a file into a new engine, for a program that has no need of commits in between.
 * Throws an error with the reason if the file cannot be used.
 */
export function beginWithState(path: string, engine: Engine): BegunState {
  const lock = lockFile(`${path}.lock`);
  if ("holder" in lock) throw new Error(`${path}: process ${lock.holder} uses it`);
  const opened = openState(path, { sync: "full" }, load);
  if ("problem" in opened) throw new Error(`${path}: ${opened.reason}`);
  const { value: loaded, database } = opened;
  const dropped = loaded && restore(engine, loaded.state);
  const encoder = new ChangeEncoder(engine);
  if (loaded) encoder.resume(loaded, dropped!);
  return {
    dropped,
    setAside: opened.setAside,
    take: () => {
      const batch: Batch = {};
      for (const _ of encoder.encode(batch));
      return () => {
        new Writer(database).write([batch]);
        database.close();
        lock.release();
      };
    },
  };
}
