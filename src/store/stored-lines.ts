import type { Context, StoredEvent } from "../core/contexts/context.ts";
import { add, type Batch } from "./batch.ts";

/** The lines of a context's event store as they were written last. */
interface WrittenStore {
  readonly events: readonly StoredEvent[];
  /** The position of the first of them. */
  readonly first: number;
}

/**
 * Event stores as rows, a line each. Stores change at their ends: what has changed is found by comparing a
 * store with what was written, which takes references and no texts.
 */
export class StoredLines {
  private readonly written = new Map<Context, WrittenStore>();

  /** Tells that a context's store has been read from rows that begin at that position. */
  hasRows(context: Context, first: number): void {
    if (context.store.length > 0) this.written.set(context, { events: [...context.store], first });
  }

  /** Tells that nothing has been written. */
  clear(): void {
    this.written.clear();
  }

  /** Tells that a context's rows are going to be deleted. */
  forget(context: Context): void {
    this.written.delete(context);
  }

  /** Adds to a batch what makes a context's rows agree with its store. */
  encode(batch: Batch, context: Context): void {
    const { order, store } = context;
    const { events: old, first } = this.written.get(context) ?? { events: [], first: 0 };
    if (old.length === 0 && store.length === 0) return;
    const shift = displacement(old, store);
    let same = Math.max(0, -shift);
    while (same < store.length && same + shift < old.length && store[same] === old[same + shift]) same += 1;
    const begin = first + shift;
    for (let at = 0; at < Math.min(shift, old.length); at += 1) remove(batch, order, first + at);
    for (let at = same + shift; at < old.length; at += 1) remove(batch, order, first + at);
    for (let at = 0; at < Math.min(-shift, store.length); at += 1)
      insert(batch, order, begin + at, store[at]!);
    for (let at = same; at < store.length; at += 1) insert(batch, order, begin + at, store[at]!);
    if (store.length === 0) this.written.delete(context);
    else this.written.set(context, { events: store.slice(), first: begin });
  }
}

/**
 * How many lines were taken from the beginning of a store; negative if lines were put there. A store that has
 * no line in common with the old one begins where that one began.
 */
function displacement(old: readonly StoredEvent[], store: readonly StoredEvent[]): number {
  if (old[0] === store[0] || old.length === 0 || store.length === 0) return 0;
  const taken = old.indexOf(store[0]!);
  if (taken >= 0) return taken;
  return -Math.max(0, store.indexOf(old[0]!));
}

function remove(batch: Batch, context: number, position: number): void {
  add(batch, "deleteStoredEvent", context, position);
}

function insert(batch: Batch, context: number, position: number, { time, text }: StoredEvent): void {
  add(batch, "storedEvent", context, position, time, text);
}
