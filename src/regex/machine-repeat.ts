import { VERTICAL_SPACE } from "./byte-set.ts";
import { ALTERNATIVE, ITERATE, STAR_LONGER, STAR_SHORTER, WALL } from "./choice-stack.ts";
import { BYTES_PER_STEP_SHIFT, FAILED, type MachineState } from "./machine-state.ts";
import { UNLIMITED } from "./program.ts";

/** A repeated class: takes as many bytes as it may, or as few, and notes where else it could stop. */
export function star(machine: MachineState, pc: number): number {
  const { code, sets } = machine.program;
  const { subject } = machine;
  const set = sets[code[pc + 1]!]!;
  const max = code[pc + 3]!;
  const earliest = machine.place + code[pc + 2]!;
  const limit = max >= subject.length - machine.place ? subject.length : machine.place + max;
  if (earliest > limit) return FAILED;
  let place = machine.place;
  while (place < earliest && set[subject.charCodeAt(place)] === 1) place++;
  if (place < earliest) return FAILED;
  machine.place = earliest;
  const slot = code[pc + 5]!;
  if (max !== UNLIMITED) {
    if (machine.isKnownFailure(slot)) return FAILED;
  } else if (machine.memo !== undefined) {
    if (machine.hasFailedAt(slot, earliest)) return FAILED;
  }
  if (code[pc + 4] === 1) takeMost(machine, pc, set, earliest, limit);
  else if (earliest < limit) machine.stack.push(STAR_LONGER, pc, earliest, earliest);
  return pc + 6;
}

function takeMost(machine: MachineState, pc: number, set: Uint8Array, earliest: number, limit: number): void {
  const { subject, memo } = machine;
  const { code } = machine.program;
  const remembers = memo !== undefined && code[pc + 5]! >= 0 && code[pc + 3] === UNLIMITED;
  let place = earliest;
  if (remembers) {
    place = memo.scan(code[pc + 5]!, machine.stack.registers, subject, set, earliest);
  } else {
    while (place < limit && set[subject.charCodeAt(place)] === 1) place++;
  }
  machine.charge((place - earliest) >> BYTES_PER_STEP_SHIFT);
  if (place > earliest || remembers) machine.stack.push(STAR_SHORTER, pc, place, earliest);
  machine.place = place;
}

/** A repeated `\R` takes whole line breaks, but gives back a byte for each. */
export function lineBreaks(machine: MachineState, pc: number): number {
  const { subject, stack } = machine;
  const { code } = machine.program;
  const min = code[pc + 1]!;
  const max = code[pc + 2]!;
  let { place } = machine;
  let count = 0;
  while (count < max && VERTICAL_SPACE[subject.charCodeAt(place)] === 1) {
    place += subject.startsWith("\r\n", place) ? 2 : 1;
    count++;
  }
  machine.charge(count >> BYTES_PER_STEP_SHIFT);
  if (count < min) return FAILED;
  if (count > min) stack.push(STAR_SHORTER, pc, place, place - (count - min));
  machine.place = place;
  return pc + 6;
}

export function starShorter(machine: MachineState): number {
  const { stack } = machine;
  const { pc, place, extra: earliest } = stack;
  noteStarFailure(machine, pc, place);
  if (place === earliest) {
    stack.height--;
    return FAILED;
  }
  machine.place = place - 1;
  if (machine.place === earliest && machine.memo === undefined) stack.height--;
  else stack.place = machine.place;
  return pc + 6;
}

export function starLonger(machine: MachineState): number {
  const { stack, subject } = machine;
  const { code, sets } = machine.program;
  const { pc, place, extra: earliest } = stack;
  const canGoOn =
    place < subject.length &&
    place - earliest < code[pc + 3]! - code[pc + 2]! &&
    sets[code[pc + 1]!]![subject.charCodeAt(place)] === 1;
  const slot = code[pc + 5]!;
  const isUnlimited = code[pc + 3] === UNLIMITED;
  if (canGoOn && !(machine.memo !== undefined && isUnlimited && machine.hasFailedAt(slot, place + 1))) {
    machine.place = place + 1;
    stack.place = machine.place;
    return pc + 6;
  }
  stack.height--;
  machine.charge((place - earliest) >> BYTES_PER_STEP_SHIFT);
  for (let failed = earliest; failed <= place; failed++) noteStarFailure(machine, pc, failed);
  return FAILED;
}

/** An unlimited repeat that could be left at `place` or later, and was in vain. */
function noteStarFailure(machine: MachineState, pc: number, place: number): void {
  const { code } = machine.program;
  const slot = code[pc + 5]!;
  if (machine.memo === undefined || slot < 0 || code[pc + 3] !== UNLIMITED) return;
  const state = machine.memo.state(slot, machine.stack.registers, place);
  if (state >= 0) machine.memo.noteFailure(slot, state);
}

/** The head of a loop: enters the body or leaves. An iteration that consumed nothing is the last. */
export function loop(machine: MachineState, pc: number): number {
  const { code } = machine.program;
  const { stack, place } = machine;
  const register = code[pc + 1]!;
  const count = stack.registers[register]!;
  const exit = code[pc + 5]!;
  machine.charge(2);
  if (machine.isKnownFailure(code[pc + 6]!)) return FAILED;
  if (count >= code[pc + 2]!) {
    const isEmptyIteration = count > 0 && stack.registers[register + 1] === place;
    if (isEmptyIteration || count >= code[pc + 3]!) return exit;
    if (code[pc + 4] === 0) {
      stack.push(ITERATE, pc, place, 0);
      return exit;
    }
    stack.push(code[pc + 4] === 2 ? WALL : ALTERNATIVE, exit, place, 0);
  }
  return iterate(machine, pc);
}

export function iterate(machine: MachineState, pc: number): number {
  const register = machine.program.code[pc + 1]!;
  machine.stack.assign(register, machine.stack.registers[register]! + 1);
  machine.stack.assign(register + 1, machine.place);
  return pc + 7;
}
