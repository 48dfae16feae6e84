import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from "node:fs";
import { libc } from "./libc.ts";
import { pauseMs } from "./pause.ts";

const flock = libc.func("int flock(int descriptor, int operation)");

const LOCK_EXCLUSIVE = 2;
const LOCK_NOT_BLOCKING = 4;
/**
 * A process that was killed while it started another one leaves the lock to that one until it has become
 * another program.
 */
const INHERITED_MS = 5000;
const PAUSE_MS = 10;

/** A lock on a file, or the process that has it; 0 if it has not written its number. */
export type FileLock = { readonly release: () => void } | { readonly holder: number };

/**
 * Locks a file, which is made if it is not there, with flock(2): the lock ends with the process, however it
 * ends. The file then holds the number of the process. Throws what opening throws.
 */
export function lockFile(path: string): FileLock {
  const descriptor = openSync(path, "a+", 0o600);
  for (const deadline = performance.now() + INHERITED_MS; !isLocked(descriptor); pauseMs(PAUSE_MS)) {
    const holder = Number.parseInt(readFileSync(path, "latin1"), 10) || 0;
    if (holder > 0 && !isAlive(holder) && performance.now() < deadline) continue;
    closeSync(descriptor);
    return { holder };
  }
  try {
    ftruncateSync(descriptor);
    writeSync(descriptor, `${process.pid}\n`);
  } catch {
    // The disk is full. Others will not learn who has it.
  }
  return { release: () => closeSync(descriptor) };
}

/** Locks an open file, unless another process has it locked. */
function isLocked(descriptor: number): boolean {
  return flock(descriptor, LOCK_EXCLUSIVE | LOCK_NOT_BLOCKING) === 0;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
