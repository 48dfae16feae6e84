import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from "node:fs";
import { libc } from "./libc.ts";

const flock = libc.func("int flock(int descriptor, int operation)");

const LOCK_EXCLUSIVE = 2;
const LOCK_NOT_BLOCKING = 4;

/** A lock on a file, or the process that has it; 0 if it has not written its number. */
export type FileLock = { readonly release: () => void } | { readonly holder: number };

/**
 * Locks a file, which is made if it is not there, with flock(2): the lock ends with the process, however it
 * ends. The file then holds the number of the process. Throws what opening throws.
 */
export function lockFile(path: string): FileLock {
  const descriptor = openSync(path, "a+", 0o600);
  if (flock(descriptor, LOCK_EXCLUSIVE | LOCK_NOT_BLOCKING) !== 0) {
    closeSync(descriptor);
    return { holder: Number.parseInt(readFileSync(path, "latin1"), 10) || 0 };
  }
  ftruncateSync(descriptor);
  writeSync(descriptor, `${process.pid}\n`);
  return { release: () => closeSync(descriptor) };
}
