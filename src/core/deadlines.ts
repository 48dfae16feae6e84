/** Something that ends by itself at a second that may change while it waits. */
export interface Due {
  /** The first second at which it has ended; Infinity if it never does. */
  due: number;
  /** The earliest second for which it is on the heap; Infinity if it is not. */
  waitsFor: number;
  /** Of two things that are due in the same second, the one with the lower number comes first. */
  readonly order: number;
}

/**
 * Things by the second at which they are due, so that the cost of a tick follows what is due and not what
 * exists. An entry may be out of date: things that moved to a later second are put back when their old
 * second comes.
 */
export class Deadlines<T extends Due> {
  /** The heap: for each entry a second, and the thing that is to be looked at then. */
  private readonly seconds: number[] = [];
  private readonly things: T[] = [];

  /** Sees to it that a thing is found at the second that its `due` says, which may have become earlier. */
  watch(thing: T): void {
    if (thing.due >= thing.waitsFor) return;
    thing.waitsFor = thing.due;
    this.insert(thing.due, thing);
  }

  /**
   * The next thing that is due at `now` or earlier; it is taken off. They come in the order of their seconds,
   * also those that have moved to a later one: a restart must not change the order.
   */
  take(now: number): T | undefined {
    while (this.seconds.length > 0 && this.seconds[0]! <= now) {
      const at = this.seconds[0]!;
      const thing = this.things[0]!;
      this.removeFirst();
      if (thing.waitsFor === at) thing.waitsFor = Number.POSITIVE_INFINITY;
      else continue;
      if (thing.due <= at) return thing;
      this.watch(thing);
    }
    return undefined;
  }

  /** The earliest second for which something may wait. */
  next(): number {
    return this.seconds.length === 0 ? Number.POSITIVE_INFINITY : this.seconds[0]!;
  }

  /** Whether an entry comes before the one that stands at a place. */
  private before(second: number, thing: T, place: number): boolean {
    const other = this.seconds[place]!;
    return second < other || (second === other && thing.order < this.things[place]!.order);
  }

  private put(place: number, second: number, thing: T): void {
    this.seconds[place] = second;
    this.things[place] = thing;
  }

  private insert(second: number, thing: T): void {
    let place = this.seconds.length;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!this.before(second, thing, parent)) break;
      this.put(place, this.seconds[parent]!, this.things[parent]!);
      place = parent;
    }
    this.put(place, second, thing);
  }

  private removeFirst(): void {
    const second = this.seconds.pop()!;
    const thing = this.things.pop()!;
    const count = this.seconds.length;
    if (count === 0) return;
    let place = 0;
    for (let child = 1; child < count; child = 2 * place + 1) {
      const right = child + 1;
      if (right < count && this.before(this.seconds[right]!, this.things[right]!, child)) child = right;
      if (this.before(second, thing, child)) break;
      this.put(place, this.seconds[child]!, this.things[child]!);
      place = child;
    }
    this.put(place, second, thing);
  }
}
