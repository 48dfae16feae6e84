import { existsSync } from "node:fs";
import type { Engine } from "../core/engine.ts";
import { type Dropped, restore } from "../core/saved-state.ts";
import { lockFile } from "../system/file-lock.ts";
import { add, type Batch } from "./batch.ts";
import { ChangeEncoder } from "./encoder.ts";
import { type InputPosition, type Loaded, load, NOTE } from "./load.ts";
import { openState, realPathOf } from "./state-file.ts";
import { Writer } from "./writer.ts";

/** The state of a program that begins with what is in a file, and leaves its own there when it ends. */
export interface BegunState {
  /** What was in the file. */
  readonly loaded: Loaded | undefined;
  /** What could not be restored; undefined if there was nothing in the file. */
  readonly dropped: Dropped | undefined;
  /** Where the file was put if it was damaged. */
  readonly setAside: string | undefined;
  /** Takes the state as it is, once. What is returned writes it, with what else is to be kept. */
  take(): (kept: KeptBeside) => void;
}

/** What is kept with a state. */
export interface KeptBeside {
  /** How far inputs have been read. */
  readonly positions: readonly InputPosition[];
  /** What is not true any more of what was known of inputs; all else stays. */
  readonly gone: readonly InputPosition[];
  readonly notes: ReadonlyMap<string, string>;
}

/** What was in a state file, and where it was put if it was damaged. */
interface ReadState {
  readonly loaded: Loaded | undefined;
  readonly setAside: string | undefined;
}

/**
 * Reads the state in a file, if there is one, and brings it to the present version. Throws an error with the
 * reason if the file cannot be used.
 */
export function stateIn(named: string): ReadState {
  if (!existsSync(named)) return { loaded: undefined, setAside: undefined };
  const { lock, opened } = openLocked(named);
  const { value: loaded, database, setAside } = opened;
  database.close();
  lock.release();
  return { loaded, setAside };
}

function openLocked(named: string) {
  const path = realPathOf(named);
  const lock = lockFile(`${path}.lock`);
  if ("holder" in lock) throw new Error(`${path}: process ${lock.holder} uses it`);
  const opened = openState(path, { sync: "full" }, load);
  if (!("problem" in opened)) return { lock, opened };
  lock.release();
  throw new Error(`${path}: ${opened.reason}`);
}

/**
 * Restores the state in a file into a new engine, for a program that has no need of commits in between.
 * Throws an error with the reason if the file cannot be used.
 */
export function beginWithState(named: string, engine: Engine): BegunState {
  const { lock, opened } = openLocked(named);
  const { value: loaded, database } = opened;
  const dropped = loaded && restore(engine, loaded.state);
  const encoder = new ChangeEncoder(engine);
  if (loaded) encoder.resume(loaded, dropped!);
  return {
    loaded,
    dropped,
    setAside: opened.setAside,
    take: () => {
      const batch: Batch = {};
      for (const _ of encoder.encode(batch));
      return ({ positions, gone, notes }) => {
        add(batch, "meta", "committed", String(Date.now()));
        for (const [name, value] of notes) add(batch, "meta", `${NOTE}${name}`, value);
        for (const { name, device, inode } of gone)
          add(batch, "deleteInput", name, String(device), String(inode));
        for (const { name, device, inode, offset, fingerprint } of positions)
          add(batch, "input", name, String(device), String(inode), offset, fingerprint);
        new Writer(database).write([batch]);
        database.close();
        lock.release();
      };
    },
  };
}
