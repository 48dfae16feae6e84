import { beginsAtStart, leadingDotStar } from "./anchor.ts";
import {
  type Condition,
  contains,
  FAIL,
  isLineBreakLoop,
  type Look,
  type Node,
  type Pattern,
  type Repeat,
} from "./ast.ts";
import { type ByteSet, sameSet, soleMember } from "./byte-set.ts";
import { firstByteOf } from "./first-byte.ts";
import * as op from "./opcode.ts";
import {
  ASSERTION_KINDS,
  firstFreeRegister,
  type LoopDigit,
  type MemoSlot,
  type Program,
  type Reference,
  UNLIMITED,
  VERBS,
} from "./program.ts";
import { asSet } from "./simplify.ts";
import { looksForStart } from "./start-class.ts";
import { isSimpleGroupLoop, isSimpleLoopBody, LONGEST_LOOKBEHIND, widthOf } from "./width.ts";

/** Compiles a pattern for the backtracking machine, which runs every construct that the parser accepts. */
export function assemble(pattern: Pattern): Program {
  const assembler = new Assembler(pattern);
  assembler.emit(pattern.node);
  return assembler.finish();
}

/** Where `(*ACCEPT)` leads and what `(*THEN)` gives up, for the part of the pattern being compiled. */
interface Surroundings {
  /** Register of the innermost lookaround or atomic group, with the jumps that must lead to its end. */
  readonly mark: { readonly register: number; readonly jumps: number[] } | undefined;
  readonly openGroups: readonly number[];
  readonly branch: { readonly register: number; readonly last: boolean } | undefined;
  readonly loops: readonly LoopDigit[];
  readonly inLookbehind: boolean;
}

const MOST_STATES = 1 << 12;

class Assembler {
  private readonly pattern: Pattern;
  private readonly code: number[] = [];
  private readonly sets: ByteSet[] = [];
  private readonly strings: string[] = [];
  private readonly references: Reference[] = [];
  private readonly conditions: Exclude<Condition, { type: "look" }>[] = [];
  private readonly slots: MemoSlot[] = [];
  private readonly groupAddress = new Map<number, number>();
  private readonly calls: { readonly operand: number; readonly group: number }[] = [];
  private readonly acceptJumps: number[] = [];
  private readonly memoizes: boolean;
  private nextRegister: number;
  private around: Surroundings = {
    mark: undefined,
    openGroups: [],
    branch: undefined,
    loops: [],
    inLookbehind: false,
  };

  constructor(pattern: Pattern) {
    this.pattern = pattern;
    this.nextRegister = firstFreeRegister(pattern.groupCount);
    this.memoizes = !contains(pattern.node, dependsOnHistory);
    this.groupAddress.set(0, 0);
  }

  finish(): Program {
    this.land(...this.acceptJumps);
    this.put(op.END);
    for (const { operand, group } of this.calls) this.code[operand] = this.groupAddress.get(group)!;
    const { node, groupCount, startClass } = this.pattern;
    const first = firstByteOf(node);
    const hasVerb = contains(node, isVerb);
    const triesAll = first.canBeEmpty || contains(node, isAccept) || (hasVerb && !looksForStart(node));
    return {
      code: Int32Array.from(this.code),
      sets: this.sets,
      strings: this.strings,
      references: this.references,
      conditions: this.conditions,
      slots: this.slots,
      groupCount,
      registerCount: this.nextRegister,
      firstBytes: startClass ?? (triesAll ? undefined : first.set),
      startClass,
      attempts: beginsAtStart(node) ? "start" : (leadingDotStar(node) ?? "all"),
      hasVerb,
    };
  }

  emit(node: Node): void {
    switch (node.type) {
      case "set":
        return this.set(node.set);
      case "sequence":
        return this.sequence(node.items);
      case "alternation":
        return this.alternation(node.branches);
      case "group":
        return this.group(node.number, node.node);
      case "repeat":
        return this.repeat(node);
      case "atomic":
        return this.atomic(node.node);
      case "look":
        return this.look(node);
      case "assertion":
        return this.put(op.ASSERT, ASSERTION_KINDS.indexOf(node.kind), this.setIndex(node.word));
      case "backreference":
        return this.put(op.REFER, this.references.push(node) - 1);
      case "call":
        this.calls.push({ operand: this.code.length + 2, group: node.group });
        return this.put(op.CALL, node.group, 0);
      case "conditional":
        return this.conditional(node.condition, node.yes, node.no);
      case "define":
        return this.skipped(node.node);
      case "verb":
        return this.verb(node);
      case "keep":
        return this.put(op.KEEP);
      case "fail":
        return this.put(op.FAIL);
    }
  }

  private put(...words: number[]): void {
    this.code.push(...words);
  }

  /** Emits an instruction whose last operand is a target not known yet; returns where to fill it in. */
  private putJump(...words: number[]): number {
    this.code.push(...words, 0);
    return this.code.length - 1;
  }

  /** Makes jumps lead here. */
  private land(...operands: readonly number[]): void {
    for (const operand of operands) this.code[operand] = this.code.length;
  }

  private within(change: Partial<Surroundings>, emit: () => void): void {
    const outer = this.around;
    this.around = { ...outer, ...change };
    emit();
    this.around = outer;
  }

  private registers(count: number): number {
    const first = this.nextRegister;
    this.nextRegister += count;
    return first;
  }

  private set(set: ByteSet): void {
    const byte = soleMember(set);
    if (byte >= 0) this.put(op.BYTE, byte);
    else this.put(op.SET, this.setIndex(set));
  }

  private setIndex(set: ByteSet): number {
    const known = this.sets.findIndex((other) => other === set || sameSet(other, set));
    return known >= 0 ? known : this.sets.push(set) - 1;
  }

  /** A place at which failures can be remembered; -1 where that would not be sound or would take too much. */
  private slot(): number {
    if (!this.memoizes || this.around.inLookbehind) return -1;
    const digits = this.around.loops.filter((digit) => digit.radix > 1);
    const states = digits.reduce((product, digit) => product * digit.radix, 1);
    return states > MOST_STATES ? -1 : this.slots.push({ digits, states }) - 1;
  }

  /** Single bytes in a row become one string. */
  private sequence(items: readonly Node[]): void {
    let text = "";
    const flush = () => {
      if (text.length === 1) this.put(op.BYTE, text.charCodeAt(0));
      else if (text.length > 1) this.put(op.STRING, this.strings.push(text) - 1);
      text = "";
    };
    for (const item of items) {
      const byte = item.type === "set" ? soleMember(item.set) : -1;
      if (byte >= 0) {
        text += String.fromCharCode(byte);
      } else {
        flush();
        this.emit(item);
      }
    }
    flush();
  }

  private alternation(branches: readonly Node[]): void {
    const hasThen = branches.some((branch) => contains(branch, isThen)) && !branches.every(beginsWithByte);
    const register = hasThen ? this.registers(op.MARK_REGISTERS) : -1;
    if (hasThen) this.put(op.MARK, register);
    const ends: number[] = [];
    branches.forEach((node, index) => {
      const last = index === branches.length - 1;
      const branch = hasThen ? { register, last } : this.around.branch;
      if (last) return this.within({ branch }, () => this.emit(node));
      const split = this.code.length + 1;
      this.put(op.SPLIT, 0, this.slot());
      this.within({ branch }, () => this.emit(node));
      ends.push(this.putJump(op.JUMP));
      return this.land(split);
    });
    this.land(...ends);
  }

  private group(number: number, body: Node): void {
    if (!this.groupAddress.has(number)) this.groupAddress.set(number, this.code.length);
    this.put(op.OPEN, number);
    this.within({ openGroups: [...this.around.openGroups, number] }, () => this.emit(body));
    this.put(op.CLOSE, number);
  }

  /** Code that is only reached by calls. */
  private skipped(node: Node): void {
    const jump = this.putJump(op.JUMP);
    this.emit(node);
    this.land(jump);
  }

  private repeat(repeat: Repeat): void {
    const { min, greedy } = repeat;
    const node = asSet(repeat.node);
    const max = Math.min(repeat.max, UNLIMITED);
    if (max === 0) return this.skipped(asCalled(repeat));
    if (min === 0 && isSimpleGroupLoop(repeat) && node.type === "group") this.put(op.UNSET, node.number);
    if (node.type === "set") {
      return this.put(op.STAR, this.setIndex(node.set), min, max, greedy ? 1 : 0, this.slot());
    }
    if (min === 1 && max === 1) return this.emit(node);
    if (isLineBreakLoop(repeat)) return this.put(op.LINE_BREAKS, min, max, 0, 0, -1);
    if (min === 0 && max === 1) return this.optional(node, greedy);
    return this.loop(repeat, max);
  }

  private optional(node: Node, greedy: boolean): void {
    const split = this.code.length + 1;
    this.put(op.SPLIT, 0, this.slot());
    if (greedy) {
      this.emit(node);
      return this.land(split);
    }
    // Skip first; the body is the second choice.
    const skip = this.putJump(op.JUMP);
    this.land(split);
    this.emit(node);
    return this.land(skip);
  }

  private loop({ node, min, greedy }: Repeat, max: number): void {
    const register = this.registers(2);
    const counted: LoopDigit = { register, radix: max === UNLIMITED ? min + 1 : max + 1, kind: "count" };
    const progress: LoopDigit = { register, radix: widthOf(node).min === 0 ? 2 : 1, kind: "progress" };
    // Perl runs each iteration of its simple loop on its own, and a verb inside gives up no more than the
    // iteration.
    const body = node.type === "group" ? node.node : node;
    const isolated =
      greedy && contains(node, isVerbOrKeep) && !contains(node, isAccept) && isSimpleLoopBody(body);
    this.put(op.LOOP_INIT, register);
    this.within({ loops: [...this.around.loops, counted, progress] }, () => {
      const start = this.code.length;
      const exit = start + 5;
      this.put(op.LOOP, register, min, max, isolated ? 2 : greedy ? 1 : 0, 0, this.slot());
      if (isolated) this.atomic(node);
      else this.emit(node);
      this.put(op.JUMP, start);
      this.land(exit);
    });
  }

  private atomic(body: Node): void {
    const register = this.registers(op.MARK_REGISTERS);
    const jumps: number[] = [];
    this.put(op.MARK, register);
    this.within({ mark: { register, jumps }, openGroups: [], loops: [] }, () => this.emit(body));
    this.land(...jumps);
    this.put(op.CUT, register);
  }

  private look(look: Look): void {
    const register = this.registers(op.MARK_REGISTERS);
    const barrier = look.negative ? this.putJump(op.BARRIER, register) : undefined;
    if (barrier === undefined) this.put(op.MARK, register);
    this.lookBody(look, register);
    this.put(look.negative ? op.CUT_FAIL : op.RESTORE, register);
    if (barrier !== undefined) this.land(barrier);
  }

  private lookBody(look: Look, register: number): void {
    const jumps: number[] = [];
    const inLookbehind = this.around.inLookbehind || !look.ahead;
    if (!look.ahead) {
      const { min, max } = widthOf(look.node);
      const mayAccept = contains(look.node, isAccept);
      this.put(op.BEHIND, register, mayAccept ? 0 : min, Math.min(max, LONGEST_LOOKBEHIND));
    }
    const mark = { register, jumps };
    this.within({ mark, openGroups: [], loops: [], inLookbehind }, () => this.emit(look.node));
    this.land(...jumps);
    if (!look.ahead) this.put(op.BEHIND_END, register);
  }

  private conditional(condition: Condition, yes: Node, no: Node): void {
    if (condition.type !== "look") {
      const otherwise = this.putJump(op.WHEN, this.conditions.push(condition) - 1);
      return this.chosen(yes, no, otherwise);
    }
    const register = this.registers(op.MARK_REGISTERS);
    const barrier = this.putJump(op.BARRIER, register);
    this.lookBody(condition.look, register);
    this.put(op.RESTORE, register);
    return condition.look.negative ? this.chosen(no, yes, barrier) : this.chosen(yes, no, barrier);
  }

  /** `here` for who comes this way, `there` for the jump. */
  private chosen(here: Node, there: Node, jump: number): void {
    this.emit(here);
    const end = this.putJump(op.JUMP);
    this.land(jump);
    this.emit(there);
    this.land(end);
  }

  private verb(node: Extract<Node, { type: "verb" }>): void {
    const { mark, openGroups, branch } = this.around;
    if (node.verb === "ACCEPT") {
      this.put(op.ACCEPT, mark?.register ?? -1);
      for (const group of openGroups.toReversed()) this.put(op.CLOSE_ONLY, group);
      (mark?.jumps ?? this.acceptJumps).push(this.putJump(op.JUMP));
      return;
    }
    const verb = node.verb === "THEN" && branch === undefined ? "PRUNE" : node.verb;
    const name = node.name === undefined ? -1 : this.strings.push(node.name) - 1;
    this.put(op.VERB, VERBS.indexOf(verb), name, branch?.register ?? -1, branch?.last === true ? 1 : 0);
  }
}

/** What a call of `(X){0}` runs: Perl's simple loop if it is one, which does not run X even once. */
function asCalled(repeat: Repeat): Node {
  const { node } = repeat;
  const isSimple = node.type === "group" && isSimpleGroupLoop(repeat) && node.node.type !== "set";
  return isSimple ? { ...node, node: FAIL } : node;
}

/** Perl compiles alternatives that all begin with a literal to a trie, and `(*THEN)` passes over it. */
function beginsWithByte(node: Node): boolean {
  if (node.type === "sequence") return node.items.length > 0 && beginsWithByte(node.items[0]!);
  return node.type === "set" && soleMember(node.set) >= 0;
}

const isVerbOrKeep = (node: Node): boolean => node.type === "verb" || node.type === "keep";
const isVerb = (node: Node): boolean => node.type === "verb";
const isAccept = (node: Node): boolean => node.type === "verb" && node.verb === "ACCEPT";
const isThen = (node: Node): boolean => node.type === "verb" && node.verb === "THEN";

/** Whether the outcome behind a place can depend on more than the place and the loops around it. */
function dependsOnHistory(node: Node): boolean {
  return (
    node.type === "backreference" ||
    node.type === "call" ||
    node.type === "verb" ||
    (node.type === "conditional" && node.condition.type !== "look")
  );
}
