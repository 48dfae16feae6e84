/** Something that ends by itself at a second that may change while it waits. */
export interface Due {
  /** The first second at which it has ended; Infinity if it never does. */
  due: number;
  /** The earliest second for which it is on the heap; Infinity if it is not. */
  waitsFor: number;
}

/**
 * Things by the second at which they are due, so that the cost of a tick follows what is due and not what
 * exists. An entry may be out of date: things that moved to a later second are put back when their old
 * second comes.
 */
export class Deadlines<T extends Due> {
  private readonly heap: { readonly at: number; readonly order: number; readonly thing: T }[] = [];
  private order = 0;

  /** Sees to it that a thing is found at the second that its `due` says, which may have become earlier. */
  watch(thing: T): void {
    if (thing.due >= thing.waitsFor) return;
    thing.waitsFor = thing.due;
    this.insert(thing.due, thing);
  }

  /**
   * The next thing that is due at `now` or earlier; it is taken off. Things of one second come in any
   * order.
   */
  take(now: number): T | undefined {
    for (let top = this.heap[0]; top && top.at <= now; top = this.heap[0]) {
      this.removeFirst();
      const { thing } = top;
      if (thing.waitsFor === top.at) thing.waitsFor = Number.POSITIVE_INFINITY;
      else continue;
      if (thing.due <= now) return thing;
      this.watch(thing);
    }
    return undefined;
  }

  /** The earliest second for which something may wait. */
  next(): number {
    return this.heap[0]?.at ?? Number.POSITIVE_INFINITY;
  }

  private before(a: number, b: number): boolean {
    const [first, second] = [this.heap[a]!, this.heap[b]!];
    return first.at < second.at || (first.at === second.at && first.order < second.order);
  }

  private insert(at: number, thing: T): void {
    this.order += 1;
    this.heap.push({ at, order: this.order, thing });
    let child = this.heap.length - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!this.before(child, parent)) return;
      this.swap(child, parent);
      child = parent;
    }
  }

  private removeFirst(): void {
    const last = this.heap.pop()!;
    if (this.heap.length === 0) return;
    this.heap[0] = last;
    let parent = 0;
    for (;;) {
      let least = parent;
      for (const child of [2 * parent + 1, 2 * parent + 2]) {
        if (child < this.heap.length && this.before(child, least)) least = child;
      }
      if (least === parent) return;
      this.swap(parent, least);
      parent = least;
    }
  }

  private swap(a: number, b: number): void {
    const kept = this.heap[a]!;
    this.heap[a] = this.heap[b]!;
    this.heap[b] = kept;
  }
}
