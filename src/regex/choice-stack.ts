import { LIMIT } from "./limit.ts";

/** What is to be done when matching fails back to a choice. */
export const ALTERNATIVE = 0;
/** A greedy class repeat, to be left one byte earlier. `extra`: the earliest place to leave. */
export const STAR_SHORTER = 1;
/** A lazy class repeat, to be left one byte later. `extra`: where it could first be left. */
export const STAR_LONGER = 2;
/** A lazy loop, to be entered once more. */
export const ITERATE = 3;
/** As ALTERNATIVE, but verbs do not drop it. */
export const WALL = 4;
/** A lookbehind, to be tried from a nearer place. `extra`: the next width. */
export const NEARER = 5;
/** Everything from a state on has failed. `extra`: the state; `pc`: its slot. */
export const REMEMBER = 6;
/** A verb was passed: give up this attempt. `extra`: where the next one begins, or -1. */
export const GIVE_UP = 7;
/** `(*THEN)` was passed: drop all choices above height `extra`. */
export const NEXT_BRANCH = 8;
/** A call was made: what verbs in it give up is no more than the call. `extra`: its frame. */
export const CALLER = 9;
/** `\K` was passed. `extra`: where the match began before. */
export const KEPT = 10;

const WORDS = 5;

/**
 * The stacks of the backtracking machine: the choices that are still open, and the trail of register values
 * by which a failure undoes what was set since. Both grow as needed and are kept for the next match.
 */
export class ChoiceStack {
  registers: Int32Array = new Int32Array(0);
  height = 0;
  private words: Int32Array = new Int32Array(5 * 256);
  private trail: Int32Array = new Int32Array(1024);
  private trailHeight = 0;

  /** Makes room for a program's registers. */
  prepare(registerCount: number): void {
    if (this.registers.length < registerCount) this.registers = new Int32Array(registerCount);
  }

  /** Drops all choices and unsets all registers. */
  restart(registerCount: number): void {
    this.height = 0;
    this.trailHeight = 0;
    this.registers.fill(-1, 0, registerCount);
  }

  push(kind: number, pc: number, place: number, extra: number): void {
    const at = this.height * WORDS;
    if (at + WORDS > this.words.length) this.words = grown(this.words);
    this.words[at] = kind;
    this.words[at + 1] = pc;
    this.words[at + 2] = place;
    this.words[at + 3] = extra;
    this.words[at + 4] = this.trailHeight;
    this.height++;
  }

  get kind(): number {
    return this.words[(this.height - 1) * WORDS]!;
  }

  get pc(): number {
    return this.words[(this.height - 1) * WORDS + 1]!;
  }

  get place(): number {
    return this.words[(this.height - 1) * WORDS + 2]!;
  }

  set place(place: number) {
    this.words[(this.height - 1) * WORDS + 2] = place;
  }

  get extra(): number {
    return this.words[(this.height - 1) * WORDS + 3]!;
  }

  set extra(extra: number) {
    this.words[(this.height - 1) * WORDS + 3] = extra;
  }

  /** Sets a register so that falling back to an earlier choice restores it. */
  assign(register: number, value: number): void {
    const at = this.trailHeight;
    if (at + 2 > this.trail.length) this.trail = grown(this.trail);
    this.trail[at] = register;
    this.trail[at + 1] = this.registers[register]!;
    this.trailHeight = at + 2;
    this.registers[register] = value;
  }

  /** Restores the registers to what they were when the top choice was made. */
  undo(): void {
    const target = this.words[(this.height - 1) * WORDS + 4]!;
    while (this.trailHeight > target) {
      this.trailHeight -= 2;
      this.registers[this.trail[this.trailHeight]!] = this.trail[this.trailHeight + 1]!;
    }
  }

  /** Gives back memory after a match that needed much. */
  trim(): void {
    if (this.words.length > KEPT_WORDS) this.words = new Int32Array(5 * 256);
    if (this.trail.length > KEPT_WORDS) this.trail = new Int32Array(1024);
  }
}

const KEPT_WORDS = 1 << 16;
const MOST_WORDS = 1 << 24;

function grown(words: Int32Array): Int32Array {
  if (words.length >= MOST_WORDS) throw LIMIT;
  const larger = new Int32Array(words.length * 2);
  larger.set(words);
  return larger;
}
