import type { Engine } from "../engine.ts";
import { dropBefore, endOperation, type Operation, setWindow } from "./operation.ts";

/**
 * Slides an operation's window forward: events older than the window are dropped, and it begins at the
 * oldest that is left. If none is left the operation ends, unless the rule type has something to do first;
 * returns whether the window slid.
 */
export function slide(engine: Engine, operation: Operation): boolean {
  dropBefore(operation, engine.now - operation.windowSeconds);
  const { oldest } = operation.times;
  if (oldest === undefined) return false;
  setWindow(engine, operation, oldest, operation.windowSeconds);
  return true;
}

/** {@link slide}, or ends the operation. */
export function slideOrEnd(engine: Engine, operation: Operation): void {
  if (!slide(engine, operation)) endOperation(engine, operation);
}

/** Drops what lies before the window's new beginning, and ends the operation if nothing is left. */
export function dropOrEnd(engine: Engine, operation: Operation): void {
  dropBefore(operation, operation.windowStart);
  if (operation.times.size === 0) endOperation(engine, operation);
}
