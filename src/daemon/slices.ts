import { setImmediate } from "node:timers/promises";
import type { Sliced } from "../core/sliced.ts";

/** Lines wait for no longer. */
const SLICE_MS = 10;

/** Calls what it is given, and ends the program if Perl code asks for that. */
export type Guard = (act: () => void) => void;

/** Does work in slices, between which lines are matched. Throws if the program ends meanwhile. */
export async function inSlices<T>(work: Sliced<T>, guard: Guard, isEnding: () => boolean): Promise<T> {
  for (;;) {
    const last = guarded(guard, () => {
      const until = performance.now() + SLICE_MS;
      let next = work.next();
      while (next.done !== true && performance.now() < until) next = work.next();
      return next;
    });
    if (last.done === true) return last.value;
    await setImmediate();
    throwIfEnding(isEnding);
  }
}

/** For what must not go on after the last event. */
export function throwIfEnding(isEnding: () => boolean): void {
  if (isEnding()) throw new Error("the program is ending");
}

/** The value of what a guard has called. Throws if that has ended the program. */
export function guarded<T>(guard: Guard, act: () => T): T {
  let result: { readonly value: T } | undefined;
  guard(() => {
    result = { value: act() };
  });
  if (!result) throw new Error("Perl code has ended the program");
  return result.value;
}
