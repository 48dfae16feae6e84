import type { ChoiceStack } from "./choice-stack.ts";
import { frameRegister, frameTopRegister, markRegister, type Program, startOf } from "./program.ts";

const GROUP = 0;
const RETURN_TO = 1;
const CALLER = 2;
const PLACE = 3;
const HEADER = 4;

/**
 * The calls in progress, such as `(?1)`. A frame keeps all registers as they were, since what a call
 * captures is forgotten when it returns. Which frame is in force is itself a register, so that failing back
 * into a call that has returned brings its frame back.
 */
export class CallFrames {
  private words: Int32Array = new Int32Array(256);

  /** The frame that the next call will get. */
  nextFrame(stack: ChoiceStack, { groupCount }: Program): number {
    return stack.registers[frameTopRegister(groupCount)]!;
  }

  /** Whether `frame` is `outer` or a call made from it. */
  isWithin(frame: number, outer: number): boolean {
    let caller = frame;
    while (caller > outer) caller = this.words[caller + CALLER]!;
    return caller === outer;
  }

  /** Enters a call; false if the calls are nested too deep, or without end. */
  enter(stack: ChoiceStack, program: Program, group: number, returnTo: number, place: number): boolean {
    const { groupCount, registerCount } = program;
    const registers = stack.registers.subarray(0, registerCount);
    const caller = registers[frameRegister(groupCount)]!;
    if (this.isEndless(caller, group, place)) return false;
    const frame = this.nextFrame(stack, program);
    const end = frame + HEADER + registerCount;
    if (end > DEEPEST) return false;
    while (end > this.words.length) this.words = enlarged(this.words);
    this.words[frame + GROUP] = group;
    this.words[frame + RETURN_TO] = returnTo;
    this.words[frame + CALLER] = caller;
    this.words[frame + PLACE] = place;
    this.words.set(registers, frame + HEADER);
    stack.assign(frameRegister(groupCount), frame);
    stack.assign(frameTopRegister(groupCount), end);
    return true;
  }

  /** The group that the frame in force has called, or -1 if none is. */
  groupOf(frame: number): number {
    return frame < 0 ? -1 : this.words[frame + GROUP]!;
  }

  /** Ends the call in force, restores the registers, and returns where to go on. */
  leave(stack: ChoiceStack, { groupCount, registerCount }: Program): number {
    const { registers } = stack;
    const frame = registers[frameRegister(groupCount)]!;
    for (let register = 0; register < registerCount; register++) {
      const isOwn = register === frameRegister(groupCount) || register === frameTopRegister(groupCount);
      // Neither \K nor (*MARK:name) is undone by a return.
      if (isOwn || register === startOf(0) || register === markRegister(groupCount)) continue;
      const saved = this.words[frame + HEADER + register]!;
      if (registers[register] !== saved) stack.assign(register, saved);
    }
    stack.assign(frameRegister(groupCount), this.words[frame + CALLER]!);
    return this.words[frame + RETURN_TO]!;
  }

  /** A call of a group from inside itself, with nothing consumed in between, would go on for ever. */
  private isEndless(caller: number, group: number, place: number): boolean {
    for (let frame = caller; frame >= 0; frame = this.words[frame + CALLER]!) {
      if (this.words[frame + PLACE] !== place) return false;
      if (this.words[frame + GROUP] === group) return true;
    }
    return false;
  }
}

const DEEPEST = 1 << 22;

function enlarged(words: Int32Array): Int32Array {
  const larger = new Int32Array(words.length * 2);
  larger.set(words);
  return larger;
}
