import { beginsAtStart } from "./anchor.ts";
import { EMPTY, type Node, type Repeat } from "./ast.ts";
import { type ByteSet, disjoint, NO_BYTE, union } from "./byte-set.ts";
import { firstByteOf, firstByteOfSequence } from "./first-byte.ts";
import { placesFor, type Run, runFrom } from "./run.ts";
import { widthOf } from "./width.ts";

/**
 * An upper bound for backtracking through a node from one place of a subject: the steps it takes to try
 * everything, and in how many ways control can come out at the far end. The steps behind a node are paid
 * once for each way.
 */
interface Cost {
  readonly steps: number;
  readonly ways: number;
}

/** What can follow a node: the first bytes, or undefined if it may be anything, the end included. */
type Following = ByteSet | undefined;

const ONE: Cost = { steps: 1, ways: 1 };

/**
 * The steps that a backtracking matcher may need for a subject of `length` bytes; Infinity if exponential.
 */
export function worstCaseSteps(node: Node, length: number): number {
  return new WorstCase(node).steps(length);
}

/** The same for several lengths: what can follow what is found out once. */
export class WorstCase {
  private readonly certain: Node;
  /** What the rest begins with, if it can begin anywhere; and what is behind that. */
  private readonly beginning: Run;
  private readonly rest: Node;
  private readonly isAnchored: boolean;
  /** See {@link Measure}; empty until the first length. */
  private readonly apart: boolean[] = [];
  private readonly runs: Run[] = [];

  constructor(node: Node) {
    const { certain, rest } = splitTail(node);
    this.certain = certain;
    this.isAnchored = beginsAtStart(node);
    const items = rest.type === "sequence" ? rest.items : [rest];
    this.beginning = runFrom(items, 0);
    this.rest = { type: "sequence", items: items.slice(this.beginning.items) };
  }

  steps(length: number): number {
    const starts = this.isAnchored ? 1 : length;
    const { apart, runs, beginning } = this;
    const isFirst = apart.length === 0 && runs.length === 0;
    const measure: Measure = { length, apart, runs, isFirst, place: 0, run: 0 };
    const rest = placesFor(beginning, starts) * costOf(this.rest, measure, undefined).steps;
    return starts * beginning.items + rest + costOf(this.certain, measure, undefined).steps;
  }
}

interface Measure {
  readonly length: number;
  /**
   * For repeats: whether what follows cannot begin where an iteration can. For alternations: whether no two
   * branches can begin with the same byte. By place and not by node, since a node can stand at several.
   */
  readonly apart: boolean[];
  /** What follows the repeats that can be left at several places, in the order in which they are met. */
  readonly runs: Run[];
  /** Whether that is to be found out; later it is known, and what can follow does not matter. */
  readonly isFirst: boolean;
  place: number;
  run: number;
}

/** The end of a pattern that cannot fail, such as a final `.*`: it is reached at most once. */
function splitTail(node: Node): { readonly rest: Node; readonly certain: Node } {
  if (node.type === "group") return splitTail(node.node);
  if (node.type === "alternation") {
    const parts = node.branches.map(splitTail);
    return {
      rest: { ...node, branches: parts.map((part) => part.rest) },
      certain: { ...node, branches: parts.map((part) => part.certain) },
    };
  }
  if (node.type !== "sequence") return { rest: node, certain: EMPTY };
  const { items } = node;
  let length = items.length;
  while (length > 0 && cannotFail(items[length - 1]!)) length--;
  const certain: Node = { type: "sequence", items: items.slice(length) };
  return { rest: { type: "sequence", items: items.slice(0, length) }, certain };
}

function cannotFail(node: Node): boolean {
  switch (node.type) {
    case "repeat":
      return node.min === 0;
    case "group":
      return cannotFail(node.node);
    case "sequence":
      return node.items.every(cannotFail);
    case "alternation":
      return node.branches.some(cannotFail);
    default:
      return false;
  }
}

function costOf(node: Node, measure: Measure, following: Following): Cost {
  switch (node.type) {
    case "sequence":
      return costOfSequence(node.items, measure, following);
    case "alternation":
      return costOfAlternation(node.branches, measure, following);
    case "group":
      return costOf(node.node, measure, following);
    case "repeat":
      return costOfRepeat(node, measure, following);
    case "atomic":
    case "look":
      return { steps: 1 + costOf(node.node, measure, undefined).steps, ways: 1 };
    case "backreference":
      return { steps: measure.length, ways: 1 };
    case "conditional": {
      const { condition, yes, no } = node;
      const asked = condition.type === "look" ? costOf(condition.look, measure, undefined) : ONE;
      const branches = costOfAlternation([yes, no], measure, following);
      return { steps: 2 * asked.steps + branches.steps, ways: branches.ways };
    }
    case "call":
      return { steps: Infinity, ways: Infinity };
    default:
      return ONE;
  }
}

function costOfSequence(items: readonly Node[], measure: Measure, following: Following): Cost {
  let steps = 0;
  let ways = 1;
  for (let index = 0; index < items.length; index += 1) {
    const item = items[index]!;
    if (item.type === "set" || item.type === "assertion") {
      steps += ways;
      continue;
    }
    const next = measure.isFirst ? followingWithin(items, index + 1, following) : undefined;
    const cost = costOf(item, measure, next);
    steps += ways * cost.steps;
    if (!isLeftAtNeighbours(item)) {
      ways *= cost.ways;
      continue;
    }
    // What follows is tried at each of the places where the repeat may end, but matches at few of them.
    const run = runAfter(items, index, measure);
    if (run.items > 0) steps += ways * cost.ways * run.items;
    ways *= placesFor(run, cost.ways);
    index += run.items;
  }
  return { steps: Math.max(steps, 1), ways };
}

function runAfter(items: readonly Node[], index: number, measure: Measure): Run {
  const number = measure.run++;
  if (measure.isFirst) measure.runs[number] = runFrom(items, index + 1);
  return measure.runs[number]!;
}

/** Whether each way out of a node ends one byte further than another: a repeat of single bytes. */
function isLeftAtNeighbours(node: Node): boolean {
  if (node.type === "group") return isLeftAtNeighbours(node.node);
  return node.type === "repeat" && node.node.type === "set";
}

function followingWithin(items: readonly Node[], next: number, following: Following): Following {
  const first = firstByteOfSequence(items, next);
  if (!first.canBeEmpty) return first.set;
  return following === undefined ? undefined : union(first.set, following);
}

function costOfAlternation(branches: readonly Node[], measure: Measure, following: Following): Cost {
  const place = measure.place++;
  if (measure.isFirst) measure.apart[place] = areExclusive(branches);
  const costs = branches.map((branch) => costOf(branch, measure, following));
  const ways = costs.map((cost) => cost.ways);
  return {
    steps: 1 + costs.reduce((sum, cost) => sum + cost.steps, 0),
    ways: measure.apart[place] ? Math.max(...ways) : ways.reduce((sum, way) => sum + way, 0),
  };
}

/** Branches that begin with different bytes exclude each other. */
function areExclusive(branches: readonly Node[]): boolean {
  let seen = NO_BYTE;
  let exclusive = true;
  for (const first of branches.map(firstByteOf)) {
    exclusive &&= !first.canBeEmpty && disjoint(seen, first.set);
    seen = union(seen, first.set);
  }
  return exclusive;
}

/**
 * A repeat can be left after any of its iterations; but if what follows cannot begin where an iteration
 * can, only one of the places is worth going on from.
 */
function costOfRepeat(repeat: Repeat, measure: Measure, following: Following): Cost {
  const { node, min, max } = repeat;
  const { length, isFirst } = measure;
  const place = measure.place++;
  if (isFirst) measure.apart[place] = isSeparated(node, following);
  const isSet = node.type === "set";
  const body = isSet ? ONE : costOf(node, measure, isFirst && max > 1 ? again(node, following) : following);
  const width = isSet ? 1 : Math.max(1, widthOf(node).min);
  const iterations = Math.min(max, Math.ceil(length / width));
  const exits = Math.max(1, iterations - Math.min(min, iterations) + 1);
  if (body.ways === 1) {
    const perIteration = isSet ? 1 : body.steps;
    return { steps: 1 + iterations * perIteration, ways: measure.apart[place] ? 1 : exits };
  }
  if (iterations > 64 || body.ways === Infinity) return { steps: Infinity, ways: Infinity };
  // Each iteration multiplies the ways of the one before, and the repeat can be left after each.
  const { ways: each } = body;
  const ways = (each ** (iterations + 1) - each ** Math.min(min, iterations)) / (each - 1);
  return { steps: 1 + body.steps * ways, ways };
}

/** What can follow an iteration of a repeat: another one, or what follows the repeat. */
function again(node: Node, following: Following): Following {
  return following === undefined ? undefined : union(firstByteOf(node).set, following);
}

function isSeparated(node: Node, following: Following): boolean {
  const first = firstByteOf(node);
  return following !== undefined && !first.canBeEmpty && disjoint(first.set, following);
}
