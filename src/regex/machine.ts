import * as choice from "./choice-stack.ts";
import { LIMIT } from "./limit.ts";
import { behind, rarely } from "./machine-rare.ts";
import { iterate, loop, star, starLonger, starShorter } from "./machine-repeat.ts";
import { BYTES_PER_STEP_SHIFT, FAILED, MATCHED, MachineState } from "./machine-state.ts";
import * as op from "./opcode.ts";
import { endOf, entryOf, frameTopRegister, type Program, startOf } from "./program.ts";

/**
 * Runs programs with Perl's semantics: depth first, with choices and undo on explicit stacks, so that no
 * subject can overflow the stack of the process. Every jump back, every iteration and every scanned stretch
 * is charged to a budget. One machine serves all patterns, since matching never re-enters.
 */
const machine = new MachineState();

/**
 * Whether `program` matches somewhere in `subject`; `"limit"` if that took more than `budget` steps. After
 * a match the spans of the groups are in `spans`, start and end alternating, -1 where unset.
 */
export function runProgram(
  program: Program,
  subject: string,
  budget: number,
  spans: Int32Array | undefined,
): boolean | "limit" {
  machine.program = program;
  machine.subject = subject;
  machine.steps = 0;
  machine.budget = budget;
  machine.memo = undefined;
  machine.marks.length = 0;
  machine.stack.prepare(program.registerCount);
  try {
    const matched = search();
    if (matched && spans !== undefined) copySpans(spans);
    return matched;
  } catch (signal) {
    if (signal === LIMIT) return "limit";
    throw signal;
  } finally {
    machine.subject = "";
    machine.stack.trim();
  }
}

function search(): boolean {
  const { attempts } = machine.program;
  const { subject } = machine;
  for (let start = firstStart(0); start >= 0; start = firstStart(start + 1)) {
    if (attempt(start)) return true;
    if (attempts === "start") return false;
    if (machine.nextStart > start) start = machine.nextStart - 1;
    if (attempts === "line-start") start = endOfLine(subject, start);
  }
  return false;
}

/** The first place from `from` on at which an attempt is worth making, or -1. */
function firstStart(from: number): number {
  const { firstBytes, startClass, attempts } = machine.program;
  const { subject } = machine;
  if (from > subject.length) return -1;
  if (firstBytes === undefined || (attempts !== "all" && startClass === undefined)) return from;
  let start = from;
  while (start < subject.length && firstBytes[subject.charCodeAt(start)] === 0) start++;
  machine.charge((start - from) >> BYTES_PER_STEP_SHIFT);
  if (attempts === "start" && start > 0) return -1;
  return start === subject.length ? -1 : start;
}

function endOfLine(subject: string, place: number): number {
  if (place >= subject.length) return place;
  const newline = subject.indexOf("\n", place);
  return newline < 0 ? subject.length : newline;
}

function attempt(start: number): boolean {
  machine.stack.restart(machine.program.registerCount);
  machine.givingUp = false;
  machine.nextStart = -1;
  machine.start = start;
  machine.place = start;
  machine.stack.registers[startOf(0)] = start;
  machine.stack.registers[frameTopRegister(machine.program.groupCount)] = 0;
  let pc = 0;
  for (;;) {
    pc = forward(pc);
    if (pc === MATCHED) return true;
    pc = backtrack();
    if (pc === FAILED) return false;
  }
}

/** Executes instructions until one fails (FAILED) or the pattern has matched (MATCHED). */
function forward(from: number): number {
  const { code, sets } = machine.program;
  const { subject, stack } = machine;
  let pc = from;
  while (pc >= 0) {
    switch (code[pc]) {
      case op.BYTE:
        if (subject.charCodeAt(machine.place) !== code[pc + 1]) return FAILED;
        machine.place++;
        pc += 2;
        break;
      case op.SET:
        if (machine.place >= subject.length) return FAILED;
        if (sets[code[pc + 1]!]![subject.charCodeAt(machine.place)] === 0) return FAILED;
        machine.place++;
        pc += 2;
        break;
      case op.STAR:
        pc = star(machine, pc);
        break;
      case op.STRING: {
        const text = machine.program.strings[code[pc + 1]!]!;
        if (!subject.startsWith(text, machine.place)) return FAILED;
        machine.place += text.length;
        pc += 2;
        break;
      }
      case op.SPLIT:
        if (machine.isKnownFailure(code[pc + 2]!)) return FAILED;
        stack.push(choice.ALTERNATIVE, code[pc + 1]!, machine.place, 0);
        pc += 3;
        break;
      case op.JUMP:
        pc = code[pc + 1]!;
        break;
      case op.OPEN:
        stack.assign(entryOf(code[pc + 1]!), machine.place);
        pc += 2;
        break;
      case op.CLOSE:
        machine.close(code[pc + 1]!);
        pc = machine.returnFrom(code[pc + 1]!, pc + 2);
        break;
      case op.LOOP:
        pc = loop(machine, pc);
        break;
      case op.END:
        pc = end(pc);
        break;
      default:
        pc = rarely(machine, pc);
    }
  }
  return pc;
}

function end(pc: number): number {
  const next = machine.returnFrom(0, pc);
  if (next !== pc) return next;
  machine.stack.registers[endOf(0)] = machine.place;
  return MATCHED;
}

/** Goes back to the latest choice that is left; FAILED if none is. */
function backtrack(): number {
  const { stack } = machine;
  for (;;) {
    machine.charge(1);
    if (stack.height === 0) return FAILED;
    machine.startRemembering();
    stack.undo();
    const next = machine.givingUp ? resumeAtWall() : resume();
    if (next !== FAILED) return next;
  }
}

/** After a verb: drops choices up to a lookaround, which may go on, or to the call that the verb was in. */
function resumeAtWall(): number {
  const { stack, frames } = machine;
  const { kind, extra } = stack;
  if (kind === choice.WALL || kind === choice.NEARER) return resume();
  stack.height--;
  if (kind === choice.CALLER && frames.isWithin(machine.frameOfVerb, extra)) machine.givingUp = false;
  return FAILED;
}

function resume(): number {
  const { stack } = machine;
  const { kind, pc, place, extra } = stack;
  switch (kind) {
    case choice.STAR_SHORTER:
      return starShorter(machine);
    case choice.STAR_LONGER:
      return starLonger(machine);
    default:
      break;
  }
  stack.height--;
  switch (kind) {
    case choice.ALTERNATIVE:
    case choice.WALL:
      machine.place = place;
      return pc;
    case choice.ITERATE:
      machine.place = place;
      return iterate(machine, pc);
    case choice.NEARER:
      return behind(machine, pc, extra, place);
    case choice.CALLER:
      return FAILED;
    case choice.KEPT:
      stack.registers[startOf(0)] = extra;
      return FAILED;
    case choice.REMEMBER:
      machine.memo!.noteFailure(pc, extra);
      return FAILED;
    case choice.NEXT_BRANCH:
      stack.height = extra;
      return FAILED;
    default:
      machine.givingUp = true;
      machine.frameOfVerb = machine.frame;
      if (extra > machine.start) machine.nextStart = extra;
      return FAILED;
  }
}

function copySpans(spans: Int32Array): void {
  const { registers } = machine.stack;
  for (let group = 0; group <= machine.program.groupCount; group++) {
    const isSet = machine.isSet(group);
    spans[2 * group] = isSet ? registers[startOf(group)]! : -1;
    spans[2 * group + 1] = isSet ? registers[endOf(group)]! : -1;
  }
}
