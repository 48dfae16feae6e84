import { lastErrno, libc } from "./libc.ts";

const prctl = libc.func("int prctl(int, unsigned long, unsigned long, unsigned long, unsigned long)");

const PR_SET_DUMPABLE = 4;

/**
 * Keeps other processes of our user, and that is commands too, from reading our memory or tracing us, and
 * the kernel from writing it to a file. Files in /proc/self belong to root from then on. Throws if that
 * fails.
 */
export function hideMemory(): void {
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) !== 0) throw new Error(`prctl failed (${lastErrno()})`);
}
