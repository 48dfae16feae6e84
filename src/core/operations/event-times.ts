/**
 * When the events in a window occurred, in seconds since Epoch, the oldest first. Events of one second are
 * kept as a number, so that a flood takes no more room than its seconds; a single event takes none of its
 * own.
 */
export class EventTimes {
  /** How many events there are. */
  size = 0;
  private first = 0;
  /** How many events occurred in the first second. */
  private inFirst = 0;
  /** The later seconds, each followed by its number of events; they begin at `head`. */
  private later: number[] | undefined = undefined;
  private head = 0;

  static from(times: readonly number[]): EventTimes {
    const events = new EventTimes();
    for (const time of times) events.push(time);
    return events;
  }

  /** The time of the oldest event. */
  get oldest(): number | undefined {
    return this.size === 0 ? undefined : this.first;
  }

  push(time: number): void {
    const { later } = this;
    if (this.size === 0) {
      this.first = time;
      this.inFirst = 1;
    } else if (later !== undefined) {
      if (later.at(-2) === time) later[later.length - 1]! += 1;
      else later.push(time, 1);
    } else if (time === this.first) this.inFirst += 1;
    else this.later = [time, 1];
    this.size += 1;
  }

  dropOldest(): void {
    if (this.size === 0) return;
    this.size -= 1;
    this.inFirst -= 1;
    if (this.inFirst === 0) this.moveOn();
  }

  /** Drops the oldest events up to the first that is not before a time. Returns how many were dropped. */
  dropBefore(time: number): number {
    const before = this.size;
    while (this.size > 0 && this.first < time) {
      this.size -= this.inFirst;
      this.moveOn();
    }
    return before - this.size;
  }

  clear(): void {
    this.size = 0;
    this.later = undefined;
    this.head = 0;
  }

  toArray(): number[] {
    const times = Array.from({ length: this.size === 0 ? 0 : this.inFirst }, () => this.first);
    const later = this.later ?? [];
    for (let at = this.head; at < later.length; at += 2) {
      for (let event = 0; event < later[at + 1]!; event += 1) times.push(later[at]!);
    }
    return times;
  }

  /** Each second with events, and how many events it had: `1700000000,3,1700000002,1`. */
  runs(): string {
    if (this.size === 0) return "";
    let text = `${this.first},${this.inFirst}`;
    const { later } = this;
    if (later === undefined) return text;
    for (let at = this.head; at < later.length; at += 2) text += `,${later[at]},${later[at + 1]}`;
    return text;
  }

  /** Makes the next second the first one. */
  private moveOn(): void {
    const { later } = this;
    if (later === undefined) return;
    this.first = later[this.head]!;
    this.inFirst = later[this.head + 1]!;
    this.head += 2;
    if (this.head === later.length) {
      this.later = undefined;
      this.head = 0;
    } else if (this.head > 32 && this.head * 2 > later.length) {
      this.later = later.slice(this.head);
      this.head = 0;
    }
  }
}
