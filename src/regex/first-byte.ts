import type { Node } from "./ast.ts";
import { ANY_BYTE, type ByteSet, NO_BYTE, union } from "./byte-set.ts";

/** Which bytes can come first in what a node matches, and whether it can match without consuming any. */
export interface FirstByte {
  readonly set: ByteSet;
  readonly canBeEmpty: boolean;
}

const NOTHING: FirstByte = { set: NO_BYTE, canBeEmpty: true };
const ANYTHING: FirstByte = { set: ANY_BYTE, canBeEmpty: true };

const known = new WeakMap<Node, FirstByte>();

/** Never too small: where the answer is not obvious it is any byte. */
export function firstByteOf(node: Node): FirstByte {
  // Most nodes are sets, which are not worth being remembered.
  if (node.type === "set") return { set: node.set, canBeEmpty: false };
  let first = known.get(node);
  if (first === undefined) {
    first = computeFirstByte(node);
    known.set(node, first);
  }
  return first;
}

function computeFirstByte(node: Node): FirstByte {
  switch (node.type) {
    case "set":
      return firstByteOf(node);
    case "sequence":
      return firstByteOfSequence(node.items);
    case "alternation":
      return eitherOf(node.branches.map(firstByteOf));
    case "group":
    case "atomic":
      return firstByteOf(node.node);
    case "repeat": {
      if (node.max === 0) return NOTHING;
      const first = firstByteOf(node.node);
      return node.min === 0 ? { ...first, canBeEmpty: true } : first;
    }
    case "conditional":
      return eitherOf([firstByteOf(node.yes), firstByteOf(node.no)]);
    case "look":
    case "assertion":
    case "define":
    case "keep":
      return NOTHING;
    case "fail":
      return { set: NO_BYTE, canBeEmpty: false };
    case "verb":
      return node.verb === "ACCEPT" ? ANYTHING : NOTHING;
    case "backreference":
    case "call":
      return ANYTHING;
  }
}

/** The same for items one after another, from `start` on. */
export function firstByteOfSequence(items: readonly Node[], start = 0): FirstByte {
  let set = NO_BYTE;
  for (let index = start; index < items.length; index++) {
    const first = firstByteOf(items[index]!);
    set = set === NO_BYTE ? first.set : union(set, first.set);
    if (!first.canBeEmpty) return { set, canBeEmpty: false };
  }
  return { set, canBeEmpty: true };
}

function eitherOf(firsts: readonly FirstByte[]): FirstByte {
  return {
    set: firsts.reduce((set, first) => union(set, first.set), NO_BYTE),
    canBeEmpty: firsts.some((first) => first.canBeEmpty),
  };
}
