import { beginsAtStart } from "./anchor.ts";
import { EMPTY, type Node, type Repeat } from "./ast.ts";
import { type ByteSet, disjoint, NO_BYTE, union } from "./byte-set.ts";
import { firstByteOf, firstByteOfSequence } from "./first-byte.ts";
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
  const { certain, rest } = splitTail(node);
  const starts = beginsAtStart(node) ? 1 : length;
  return starts * costOf(rest, length, undefined).steps + costOf(certain, length, undefined).steps;
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

function costOf(node: Node, length: number, following: Following): Cost {
  switch (node.type) {
    case "sequence":
      return costOfSequence(node.items, length, following);
    case "alternation":
      return costOfAlternation(node.branches, length, following);
    case "group":
      return costOf(node.node, length, following);
    case "repeat":
      return costOfRepeat(node, length, following);
    case "atomic":
    case "look":
      return { steps: 1 + costOf(node.node, length, undefined).steps, ways: 1 };
    case "backreference":
      return { steps: length, ways: 1 };
    case "conditional": {
      const condition = node.condition.type === "look" ? costOf(node.condition.look, length, undefined) : ONE;
      const branches = costOfAlternation([node.yes, node.no], length, following);
      return { steps: 2 * condition.steps + branches.steps, ways: branches.ways };
    }
    case "call":
      return { steps: Infinity, ways: Infinity };
    default:
      return ONE;
  }
}

function costOfSequence(items: readonly Node[], length: number, following: Following): Cost {
  let steps = 0;
  let ways = 1;
  items.forEach((item, index) => {
    const cost =
      item.type === "set" ? ONE : costOf(item, length, followingWithin(items, index + 1, following));
    steps += ways * cost.steps;
    ways *= cost.ways;
  });
  return { steps: Math.max(steps, 1), ways };
}

function followingWithin(items: readonly Node[], next: number, following: Following): Following {
  const first = firstByteOfSequence(items, next);
  if (!first.canBeEmpty) return first.set;
  return following === undefined ? undefined : union(first.set, following);
}

/** Branches that begin with different bytes exclude each other. */
function costOfAlternation(branches: readonly Node[], length: number, following: Following): Cost {
  const costs = branches.map((branch) => costOf(branch, length, following));
  const firsts = branches.map(firstByteOf);
  let seen = NO_BYTE;
  let exclusive = true;
  for (const first of firsts) {
    exclusive &&= !first.canBeEmpty && disjoint(seen, first.set);
    seen = union(seen, first.set);
  }
  const ways = costs.map((cost) => cost.ways);
  return {
    steps: 1 + costs.reduce((sum, cost) => sum + cost.steps, 0),
    ways: exclusive ? Math.max(...ways) : ways.reduce((sum, way) => sum + way, 0),
  };
}

/**
 * A repeat can be left after any of its iterations; but if what follows cannot begin where an iteration
 * can, only one of the places is worth going on from.
 */
function costOfRepeat(repeat: Repeat, length: number, following: Following): Cost {
  const { node, min, max } = repeat;
  const first = firstByteOf(node);
  const again = following === undefined ? undefined : union(first.set, following);
  const body = costOf(node, length, max > 1 ? again : following);
  const width = Math.max(1, widthOf(node).min);
  const iterations = Math.min(max, Math.ceil(length / width));
  const exits = Math.max(1, iterations - Math.min(min, iterations) + 1);
  const separated = following !== undefined && !first.canBeEmpty && disjoint(first.set, following);
  if (body.ways === 1) {
    const perIteration = node.type === "set" ? 1 : body.steps;
    return { steps: 1 + iterations * perIteration, ways: separated ? 1 : exits };
  }
  // Each iteration multiplies the ways of the one before.
  const ways = body.ways ** iterations;
  return {
    steps: 1 + body.steps * (iterations > 64 ? Infinity : ways),
    ways: iterations > 64 ? Infinity : ways,
  };
}
