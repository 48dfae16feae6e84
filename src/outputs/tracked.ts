/** Somebody who wants to know when an effect is over, whatever came of it. */
export interface Tracked {
  /** The same however often the effect is tried; commands get it as `SEC_TS_EFFECT_ID`. */
  readonly id: string;
  over(): void;
  /** A command has to wait for room, and may never be begun. */
  waits?(): void;
  /** A command begins. */
  begins?(): void;
}

const waiting = new WeakMap<Buffer, Tracked>();

/** Notes who wants to know when bytes that wait have been written, or are given up. */
export function track(bytes: Buffer, tracked: Tracked | undefined): void {
  if (tracked) waiting.set(bytes, tracked);
}

/** To be called when bytes have been written as a whole, or are given up for a reason that was logged. */
export function bytesAreOver(bytes: Buffer): void {
  const tracked = waiting.get(bytes);
  if (!tracked) return;
  waiting.delete(bytes);
  tracked.over();
}
