import type { ByteSet } from "./byte-set.ts";
import type { MemoSlot } from "./program.ts";

/** The most bits that one place of a program may use for one subject (4 MiB). */
const MOST_BITS = 1 << 25;

/**
 * Remembers from which states a pattern is known to fail: a state is a place in the program, a place in the
 * subject, and what matters of the loops around. With it, the same failure is never found twice, so that
 * nested repeats take time in proportion to the subject. Only patterns whose outcome depends on nothing
 * else may use it.
 */
export class Memo {
  private readonly slots: readonly MemoSlot[];
  private readonly bits: (Uint32Array | undefined)[];
  private readonly length: number;

  constructor(slots: readonly MemoSlot[], length: number) {
    this.slots = slots;
    this.length = length;
    this.bits = slots.map(() => undefined);
  }

  /** The number of a state, or -1 if the slot cannot remember subjects of this length. */
  state(slot: number, registers: Int32Array, place: number): number {
    if (slot < 0) return -1;
    const { digits, states } = this.slots[slot]!;
    if (states * (this.length + 1) > MOST_BITS) return -1;
    let combination = 0;
    for (const { register, radix, kind } of digits) {
      const digit =
        kind === "count"
          ? Math.min(registers[register]!, radix - 1)
          : registers[register + 1] === place
            ? 1
            : 0;
      combination = combination * radix + digit;
    }
    return combination * (this.length + 1) + place;
  }

  /**
   * The last place that is worth trying for a repeat of `set` that can end at `from` or later: where the
   * run of members ends, or before the first place at which ending, or going on, is known to fail.
   */
  scan(slot: number, registers: Int32Array, subject: string, set: ByteSet, from: number): number {
    const bits = this.bits[slot];
    const row = this.state(slot, registers, from + 1) - (from + 1);
    const knowsNothing = bits === undefined || row + from < 0;
    let place = from;
    while (place < subject.length && set[subject.charCodeAt(place)] === 1) {
      const next = row + place + 1;
      if (!knowsNothing && (bits[next >>> 5]! & (1 << (next & 31))) !== 0) break;
      place++;
    }
    return place;
  }

  hasFailed(slot: number, state: number): boolean {
    const bits = this.bits[slot];
    return bits !== undefined && (bits[state >>> 5]! & (1 << (state & 31))) !== 0;
  }

  noteFailure(slot: number, state: number): void {
    const bits = (this.bits[slot] ??= new Uint32Array(
      ((this.slots[slot]!.states * (this.length + 1)) >>> 5) + 1,
    ));
    bits[state >>> 5]! |= 1 << (state & 31);
  }
}
