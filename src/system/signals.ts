import { constants } from "node:os";
import koffi from "koffi";
import { libc } from "./libc.ts";

const sigemptyset = libc.func("int sigemptyset(void *set)");
const sigaddset = libc.func("int sigaddset(void *set, int signal)");
const pthread_sigmask = libc.func("int pthread_sigmask(int how, const void *set, void *old)");

const setHandler = libc.func("signal", "intptr_t", ["int", "intptr_t"]);

const SIG_IGN = 1;
const SIG_UNBLOCK = 1;
/** `sizeof(sigset_t)` of glibc. */
const SET_BYTES = 128;

/** Lets a signal reach this thread that was blocked when the program began. */
export function unblockSignal(signal: NodeJS.Signals): void {
  const set = koffi.alloc("uint8_t", SET_BYTES);
  sigemptyset(set);
  sigaddset(set, constants.signals[signal]);
  pthread_sigmask(SIG_UNBLOCK, set, null);
  koffi.free(set);
}

/** These signals have no effect any more. */
export function ignoreSignals(signals: readonly NodeJS.Signals[]): void {
  for (const name of signals) setHandler(constants.signals[name], SIG_IGN);
}
