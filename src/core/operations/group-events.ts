import { Fifo } from "../fifo.ts";

/** An event that an EventGroup operation has in its window. */
export interface CountedEvent {
  readonly time: number;
  /** Which of the rule's events it is, from 0. */
  readonly kind: number;
  /** Its word in the event group string. */
  readonly token: string;
}

/** The events in the window of an EventGroup operation, the oldest first. */
export class GroupEvents {
  private readonly events = new Fifo<CountedEvent>();
  private readonly counts: number[] = [];

  static from(events: readonly CountedEvent[]): GroupEvents {
    const group = new GroupEvents();
    for (const event of events) group.push(event);
    return group;
  }

  push(event: CountedEvent): void {
    this.events.push(event);
    this.counts[event.kind] = this.ofKind(event.kind) + 1;
  }

  /** How many events of a kind there are. */
  ofKind(kind: number): number {
    return this.counts[kind] ?? 0;
  }

  dropOldest(count: number): void {
    for (let dropped = 0; dropped < count; dropped += 1) {
      const event = this.events.shift();
      if (event) this.counts[event.kind]! -= 1;
    }
  }

  toArray(): CountedEvent[] {
    return this.events.toArray();
  }
}
