import { assertionHolds } from "./assertion.ts";
import { CALLER, GIVE_UP, KEPT, NEARER, NEXT_BRANCH, WALL } from "./choice-stack.ts";
import { LIMIT } from "./limit.ts";
import { lineBreaks } from "./machine-repeat.ts";
import { BYTES_PER_STEP_SHIFT, FAILED, type MachineState } from "./machine-state.ts";
import * as op from "./opcode.ts";
import { ASSERTION_KINDS, endOf, markRegister, startOf, VERBS } from "./program.ts";
import { repeatsAt } from "./reference.ts";

/** The instructions that are too rare to be worth a place in the inner loop. */
export function rarely(machine: MachineState, pc: number): number {
  const { code } = machine.program;
  const operand = code[pc + 1]!;
  switch (code[pc]) {
    case op.ASSERT:
      return assertion(machine, operand, code[pc + 2]!) ? pc + 3 : FAILED;
    case op.REFER:
      return refer(machine, operand) ? pc + 2 : FAILED;
    case op.LOOP_INIT:
      machine.stack.assign(operand, 0);
      machine.stack.assign(operand + 1, -1);
      return pc + 2;
    case op.UNSET:
      machine.stack.assign(startOf(operand), -1);
      machine.stack.assign(endOf(operand), -1);
      return pc + 2;
    case op.MARK:
      machine.mark(operand);
      return pc + 2;
    case op.BARRIER:
      machine.mark(operand);
      machine.stack.push(WALL, code[pc + 2]!, machine.place, 0);
      return pc + 3;
    case op.CUT:
      machine.cut(operand);
      return pc + 2;
    case op.RESTORE:
      machine.cut(operand);
      machine.place = machine.stack.registers[operand + 1]!;
      return pc + 2;
    case op.CUT_FAIL:
      machine.stack.height = machine.stack.registers[operand]!;
      return FAILED;
    case op.BEHIND:
      return behind(machine, pc, code[pc + 3]!, machine.place);
    case op.BEHIND_END:
      return machine.place === machine.stack.registers[operand + 1] ? pc + 2 : FAILED;
    case op.WHEN:
      return conditionHolds(machine, operand) ? pc + 3 : code[pc + 2]!;
    case op.CALL:
      return call(machine, operand, code[pc + 2]!, pc + 3);
    case op.LINE_BREAKS:
      return lineBreaks(machine, pc);
    case op.KEEP:
      return keep(machine, pc);
    case op.ACCEPT:
      return accept(machine, operand, pc + 2);
    case op.CLOSE_ONLY:
      machine.close(operand);
      return pc + 2;
    case op.VERB:
      return verb(machine, pc);
    default:
      return FAILED;
  }
}

/** Not undone by way of the trail: as in Perl, what leaves an atomic group stays even if it fails later. */
function keep({ stack, place }: MachineState, pc: number): number {
  stack.push(KEPT, pc, place, stack.registers[startOf(0)]!);
  stack.registers[startOf(0)] = place;
  return pc + 1;
}

function call(machine: MachineState, group: number, target: number, returnTo: number): number {
  const { stack, program, frames, place } = machine;
  machine.charge(4 + (program.registerCount >> 4));
  if (program.hasVerb) stack.push(CALLER, 0, place, frames.nextFrame(stack, program));
  const entered = frames.enter(stack, program, group, returnTo, place);
  if (!entered) throw LIMIT;
  return target;
}

function accept(machine: MachineState, mark: number, next: number): number {
  const isOuterCall = mark >= 0 && machine.stack.registers[mark + 2] === machine.frame;
  return machine.frame < 0 || isOuterCall ? next : machine.leave();
}

/** Steps back from the mark by `width` bytes; the nearer places are choices. */
export function behind(machine: MachineState, pc: number, width: number, from: number): number {
  const { code } = machine.program;
  const least = code[pc + 2]!;
  const reach = Math.min(width, from);
  if (reach < least) return FAILED;
  machine.charge(1);
  if (reach > least) machine.stack.push(NEARER, pc, from, reach - 1);
  machine.place = from - reach;
  return pc + 4;
}

function assertion(machine: MachineState, kind: number, word: number): boolean {
  return assertionHolds(ASSERTION_KINDS[kind]!, machine.program.sets[word]!, machine.subject, machine.place);
}

function refer(machine: MachineState, reference: number): boolean {
  const { groups, folding } = machine.program.references[reference]!;
  const { registers } = machine.stack;
  let index = 0;
  while (index < groups.length && !machine.isSet(groups[index]!)) index++;
  if (index === groups.length) return false;
  const group = groups[index]!;
  const start = registers[startOf(group)]!;
  const length = registers[endOf(group)]! - start;
  machine.charge(length >> BYTES_PER_STEP_SHIFT);
  if (!repeatsAt(machine.subject, start, length, machine.place, folding)) return false;
  machine.place += length;
  return true;
}

function conditionHolds(machine: MachineState, index: number): boolean {
  const condition = machine.program.conditions[index]!;
  if (condition.type === "group-set") {
    return condition.groups.some((group) => group <= machine.program.groupCount && machine.isSet(group));
  }
  if (machine.frame < 0) return false;
  return condition.groups === undefined || condition.groups.includes(machine.frames.groupOf(machine.frame));
}

function verb(machine: MachineState, pc: number): number {
  const { code, strings, groupCount } = machine.program;
  const { stack, place } = machine;
  const name = code[pc + 2]! < 0 ? undefined : strings[code[pc + 2]!]!;
  const register = code[pc + 3]!;
  switch (VERBS[code[pc + 1]!]) {
    case "MARK":
      machine.marks.push({ name: name!, place, earlier: stack.registers[markRegister(groupCount)]! });
      stack.assign(markRegister(groupCount), machine.marks.length - 1);
      break;
    case "THEN":
      stack.push(NEXT_BRANCH, pc, place, stack.registers[register]! + 1 - code[pc + 4]!);
      break;
    case "SKIP": {
      const skipTo = name === undefined ? place : placeOfMark(machine, name);
      if (skipTo !== undefined) stack.push(GIVE_UP, pc, place, skipTo);
      break;
    }
    case "COMMIT":
      machine.nextStart = machine.subject.length + 1;
      stack.push(GIVE_UP, pc, place, -1);
      break;
    default:
      stack.push(GIVE_UP, pc, place, -1);
  }
  return pc + 5;
}

function placeOfMark(machine: MachineState, wanted: string): number | undefined {
  let index = machine.stack.registers[markRegister(machine.program.groupCount)]!;
  while (index >= 0) {
    const { name, place, earlier } = machine.marks[index]!;
    if (name === wanted) return place;
    index = earlier;
  }
  return undefined;
}
