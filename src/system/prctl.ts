import koffi from "koffi";
import { cString, lastErrno, libc } from "./libc.ts";

const prctl = libc.func("int prctl(int, unsigned long, unsigned long, unsigned long, unsigned long)");

const PR_SET_DUMPABLE = 4;
const PR_SET_NAME = 15;
const PR_SET_NO_NEW_PRIVS = 38;
const PR_CAP_AMBIENT = 47;
const PR_CAP_AMBIENT_CLEAR_ALL = 4;

function call(option: number, argument: number | bigint): void {
  if (prctl(option, argument, 0, 0, 0) !== 0) throw new Error(`prctl failed (${lastErrno()})`);
}

/**
 * Keeps other processes of our user, and that is commands too, from reading our memory or tracing us, and
 * the kernel from writing it to a file. Files in /proc/self belong to root from then on. Throws if that
 * fails.
 */
export function hideMemory(): void {
  call(PR_SET_DUMPABLE, 0);
}

/** Names this thread, with at most 15 characters, for ps(1) and systemctl; Node calls it MainThread. */
export function nameThread(name: string): void {
  const bytes = cString(name);
  call(PR_SET_NAME, koffi.address(bytes));
}

/** From now on no program that we start can have more rights than we have. Throws if that fails. */
export function forbidNewPrivileges(): void {
  call(PR_SET_NO_NEW_PRIVS, 1);
}

/** From now on no program that this thread starts is given capabilities of ours. Throws if that fails. */
export function clearAmbientCapabilities(): void {
  call(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL);
}
