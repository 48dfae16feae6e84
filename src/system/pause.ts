/** Stands still for so many milliseconds, and with it everything else in this thread. */
export function pauseMs(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
