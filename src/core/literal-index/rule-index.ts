import type { InputBuffer } from "../input-buffer.ts";
import type { InputLine } from "../line.ts";
import type { Operation } from "../operations/operation.ts";
import type { RunningRule } from "../rule-set.ts";
import type { FurtherLiterals } from "./further-literals.ts";
import type { IndexParts, NumberLists } from "./index-parts.ts";
import type { LiteralScan } from "./literal-scan.ts";
import type { OpenPairs } from "./open-pairs.ts";
import { PresentLine } from "./present-line.ts";
import { isPair, linesOf, type Unit } from "./units.ts";

/**
 * Tells which rules a line may match without trying them: those whose patterns' literals it contains, and
 * those of which that cannot be told. A line is looked at once for all rules.
 *
 * It only leaves out what certainly does nothing, so a run with it and a run without it are the same.
 */
export class RuleIndex {
  private readonly scan: LiteralScan;
  private readonly units: readonly Unit[];
  /** For each literal, the units of which it is a first literal, each followed by what else is looked for. */
  private readonly firstOf: NumberLists;
  /** For each unit, its second literals. */
  private readonly second: NumberLists;
  private readonly further: FurtherLiterals;
  /**
   * What is asked about each unit, {@link UNIT_SIZE} numbers: side by side, since it is not often at
   * hand.
   */
  private readonly facts: Int32Array;
  /** For each rule, the first at or after it that is always tried. */
  private readonly nextAlways: Int32Array;
  /** The line in which each rule was found last. */
  private readonly ruleSeen: Int32Array;
  /** The places of the rules that the present line may match, in order: the first `count` of them. */
  private readonly candidates: Int32Array;
  private count = 0;
  private line = 0;
  private readonly present = new PresentLine();
  private buffer: InputBuffer | undefined;
  private readonly pairs: OpenPairs;
  /** Whether the present line has what the operations of some pair rule require. */
  private gatePassed = false;
  /** By buffer and unit for several lines: the last line that had its literal. */
  private readonly recent = new WeakMap<InputBuffer, Map<number, number>>();

  constructor({ rules, units, firstOf, second, further, scan, always, pairs }: IndexParts) {
    this.units = units;
    this.firstOf = withLooks(firstOf, further);
    this.second = second;
    this.further = further;
    this.facts = factsOf(units, second);
    this.scan = scan;
    this.pairs = pairs;
    this.nextAlways = nextOf(always, rules);
    this.ruleSeen = new Int32Array(rules);
    this.candidates = new Int32Array(rules);
  }

  /** Looks at a line that has just been put into a buffer. */
  look(line: InputLine, buffer: InputBuffer): void {
    this.present.take(line);
    this.collect(buffer);
  }

  lookAtText(text: string, buffer: InputBuffer): void {
    this.present.takeText(text);
    this.collect(buffer);
  }

  /** The place of the first rule at or after `place` that the present line may match; beyond all if none. */
  next(place: number): number {
    if (!this.buffer!.known) return place;
    const always = this.nextAlways[place]!;
    const at = this.count === 0 ? 0 : firstNotBelow(this.candidates, this.count, place);
    return at < this.count ? Math.min(always, this.candidates[at]!) : always;
  }

  /** Whether the present lines may match the pattern of a condition. */
  mayMatch(unit: number): boolean {
    return this.facts[unit * UNIT_SIZE + SEEN] === this.line || !this.buffer!.known;
  }

  /** The operations of a pair rule that the present line may end, the oldest first; undefined for all. */
  pairCandidates(rule: RunningRule): readonly Operation[] | undefined {
    return this.buffer!.known ? this.pairs.candidates(rule, this.buffer!) : undefined;
  }

  operationStarted(operation: Operation): void {
    if (isPair(operation.rule)) this.pairs.started(operation);
  }

  operationEnded(operation: Operation): void {
    if (isPair(operation.rule)) this.pairs.ended(operation);
  }

  private collect(buffer: InputBuffer): void {
    this.buffer = buffer;
    this.count = 0;
    this.gatePassed = false;
    this.nextLine();
    const { scan, present } = this;
    scan.scan(present);
    const { from, numbers } = this.firstOf;
    for (let at = 0; at < scan.count; at += 1) {
      const literal = scan.found[at]!;
      // Most lines lack what else is looked for, and what is known about the unit is not at hand.
      for (let each = from[literal]!; each < from[literal + 1]!; each += 2) {
        const look = numbers[each + 1]!;
        if (look === 0 || this.further.stand(look, present)) this.foundFirst(numbers[each]!, buffer);
      }
    }
    if (buffer.size > 1) this.collectRecent(buffer);
    if (!this.pairs.isEmpty) this.pairs.look(present, this.gatePassed, this.addCandidate);
    if (this.count > 1) sort(this.candidates, this.count);
  }

  /** Lines are counted in 31 bits. */
  private nextLine(): void {
    this.line += 1;
    if (this.line <= MOST_LINES) return;
    this.line = 1;
    this.ruleSeen.fill(0);
    for (let at = 0; at < this.facts.length; at += UNIT_SIZE) this.facts[at + SEEN] = 0;
  }

  private foundFirst(unit: number, buffer: InputBuffer): void {
    const { facts } = this;
    const at = unit * UNIT_SIZE;
    if (facts[at + SECOND_FROM] !== facts[at + SECOND_END] && !this.hasSecond(at)) return;
    if (buffer.size > 1 && facts[at + LINES]! > 1) this.remember(unit, buffer);
    this.found(unit);
  }

  /** Whether the line has one of a unit's second literals. */
  private hasSecond(at: number): boolean {
    const { numbers } = this.second;
    const end = this.facts[at + SECOND_END]!;
    for (let each = this.facts[at + SECOND_FROM]!; each < end; each += 1)
      if (this.scan.has(numbers[each]!)) return true;
    return false;
  }

  private found(unit: number): void {
    const at = unit * UNIT_SIZE;
    this.facts[at + SEEN] = this.line;
    const position = this.facts[at + POSITION]!;
    if (position >= 0) this.addPosition(position);
    else this.foundGate(this.units[unit]!);
  }

  private foundGate({ rule }: Unit): void {
    if (rule.operations.size === 0) return;
    if (this.pairs.triesAll(rule)) this.addPosition(rule.position);
    else this.gatePassed = true;
  }

  private addPosition(position: number): void {
    if (this.ruleSeen[position] === this.line) return;
    this.ruleSeen[position] = this.line;
    this.candidates[this.count] = position;
    this.count += 1;
  }

  private readonly addCandidate = ({ position }: RunningRule): void => this.addPosition(position);

  private remember(unit: number, buffer: InputBuffer): void {
    let lines = this.recent.get(buffer);
    if (!lines) this.recent.set(buffer, (lines = new Map()));
    lines.set(unit, buffer.pushed);
  }

  /** A pattern for several lines finds its literal in any of them. */
  private collectRecent(buffer: InputBuffer): void {
    const lines = this.recent.get(buffer);
    if (!lines) return;
    for (const [unit, pushed] of lines) {
      if (buffer.pushed - pushed < this.facts[unit * UNIT_SIZE + LINES]!) this.found(unit);
      else lines.delete(unit);
    }
  }
}

const UNIT_SIZE = 5;
/** The place of its rule; -1 if it matters only while the rule has operations. */
const POSITION = 0;
/** How many lines its pattern is for. */
const LINES = 1;
/** Its second literals in their list. */
const SECOND_FROM = 2;
const SECOND_END = 3;
/** The line in which it was found last. */
const SEEN = 4;

const MOST_LINES = 0x7fff_fffe;

function withLooks({ from, numbers }: NumberLists, { beginnings }: FurtherLiterals): NumberLists {
  const pairs = Array.from(numbers, (unit) => [unit, beginnings[unit]!]);
  return { from: from.map((at) => 2 * at), numbers: Int32Array.from(pairs.flat()) };
}

function factsOf(units: readonly Unit[], second: NumberLists): Int32Array {
  const facts = new Int32Array(units.length * UNIT_SIZE);
  units.forEach((unit, number) => {
    const at = number * UNIT_SIZE;
    facts[at + POSITION] = unit.forOperations ? -1 : unit.rule.position;
    facts[at + LINES] = linesOf(unit);
    facts[at + SECOND_FROM] = second.from[number]!;
    facts[at + SECOND_END] = second.from[number + 1]!;
  });
  return facts;
}

/** For each place, the first at or after it that is in a set; `length` if there is none. */
function nextOf(set: ReadonlySet<number>, length: number): Int32Array {
  const next = new Int32Array(length + 1);
  next[length] = length;
  for (let place = length - 1; place >= 0; place -= 1)
    next[place] = set.has(place) ? place : next[place + 1]!;
  return next;
}

/** The index of the first of `count` sorted numbers that is not below a bound. */
function firstNotBelow(numbers: Int32Array, count: number, bound: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle]! < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

const FEW = 12;

/** Sorts the first `count` numbers. */
function sort(numbers: Int32Array, count: number): void {
  if (count > FEW) {
    numbers.subarray(0, count).sort();
    return;
  }
  for (let at = 1; at < count; at += 1) {
    const moved = numbers[at]!;
    let to = at;
    for (; to > 0 && numbers[to - 1]! > moved; to -= 1) numbers[to] = numbers[to - 1]!;
    numbers[to] = moved;
  }
}
