import { CallFrames } from "./call-frames.ts";
import { ChoiceStack, REMEMBER } from "./choice-stack.ts";
import { LIMIT } from "./limit.ts";
import { Memo } from "./memo.ts";
import { endOf, entryOf, frameRegister, markRegister, type Program, startOf } from "./program.ts";

/** What an instruction returns instead of the address of the next one. */
export const MATCHED = -1;
export const FAILED = -2;

/** A repeated class passes 16 bytes at the cost of one step. */
export const BYTES_PER_STEP_SHIFT = 4;
/** Failing is cheap until it has happened this often; from then on failures are remembered. */
const STEPS_BEFORE_MEMO = 2000;

/** The latest `(*MARK:name)` that was passed, and the one before. */
interface VerbMark {
  readonly name: string;
  readonly place: number;
  readonly earlier: number;
}

/** The state of a match in progress, and what the instructions have in common. */
export class MachineState {
  readonly stack: ChoiceStack = new ChoiceStack();
  readonly frames: CallFrames = new CallFrames();
  readonly marks: VerbMark[] = [];
  program!: Program;
  subject = "";
  /** Where in the subject the next instruction applies. */
  place = 0;
  memo: Memo | undefined;
  /** Set when a verb was failed back to: nothing is tried any more, up to the enclosing lookaround. */
  givingUp = false;
  /** The call in force where that verb stood, or -1. */
  frameOfVerb = -1;
  /** Where the attempt in progress began. */
  start = 0;
  /** Where the next attempt begins if a verb said so, or -1. */
  nextStart = -1;
  steps = 0;
  budget = 0;

  /** Takes steps off the budget. */
  charge(steps: number): void {
    this.steps += steps;
    if (this.steps > this.budget) throw LIMIT;
  }

  /** Begins to remember failures once there have been many. */
  startRemembering(): void {
    if (this.memo !== undefined || this.steps <= STEPS_BEFORE_MEMO || this.program.slots.length === 0) return;
    this.memo = new Memo(this.program.slots, this.subject.length);
  }

  /** Whether this state has failed before; if not, it is noted when everything from it on has failed. */
  isKnownFailure(slot: number): boolean {
    if (this.memo === undefined || slot < 0) return false;
    const state = this.memo.state(slot, this.stack.registers, this.place);
    if (state < 0) return false;
    if (this.memo.hasFailed(slot, state)) return true;
    this.stack.push(REMEMBER, slot, this.place, state);
    return false;
  }

  /** Whether the state at `place` is known to fail; only while failures are remembered. */
  hasFailedAt(slot: number, place: number): boolean {
    const state = this.memo!.state(slot, this.stack.registers, place);
    return state >= 0 && this.memo!.hasFailed(slot, state);
  }

  isSet(group: number): boolean {
    const { registers } = this.stack;
    return registers[startOf(group)]! >= 0 && registers[endOf(group)]! >= 0;
  }

  /** Sets a group to what was matched since it was entered. */
  close(group: number): void {
    const { stack } = this;
    stack.assign(startOf(group), stack.registers[entryOf(group)]!);
    stack.assign(endOf(group), this.place);
  }

  /** Notes in registers how high the choices are, the place, the call in force and the latest verb mark. */
  mark(register: number): void {
    const { stack } = this;
    this.charge(2);
    stack.assign(register, stack.height);
    stack.assign(register + 1, this.place);
    stack.assign(register + 2, this.frame);
    stack.assign(register + 3, stack.registers[markRegister(this.program.groupCount)]!);
  }

  /** Drops the choices made since a mark; `(*SKIP:name)` does not see the names passed since. */
  cut(register: number): void {
    const { stack, program } = this;
    const latest = markRegister(program.groupCount);
    const earlier = stack.registers[register + 3]!;
    stack.height = stack.registers[register]!;
    if (program.hasVerb && stack.registers[latest] !== earlier) stack.assign(latest, earlier);
  }

  /** The call in force, or -1. */
  get frame(): number {
    return this.stack.registers[frameRegister(this.program.groupCount)]!;
  }

  /** Ends the call in force, at the cost of what it restores. */
  leave(): number {
    this.charge(4 + (this.program.registerCount >> 2));
    return this.frames.leave(this.stack, this.program);
  }

  /** At the end of a group: back to the caller if the group was called, else on. */
  returnFrom(group: number, next: number): number {
    if (this.frame < 0 || this.frames.groupOf(this.frame) !== group) return next;
    return this.leave();
  }
}
