import { contains, type Node } from "./ast.ts";
import { byteSetOf, sameSet } from "./byte-set.ts";

/** The least and the greatest number of bytes that a node can match. */
export interface Width {
  readonly min: number;
  readonly max: number;
}

/** Perl's limit for lookbehind, in characters. */
export const LONGEST_LOOKBEHIND = 255;

const ZERO: Width = { min: 0, max: 0 };
const ANY: Width = { min: 0, max: Infinity };

/**
 * A reference may be of any width, and so may a call from inside what is called. `calls` are those in
 * progress.
 */
export function widthOf(node: Node, calls: readonly Node[] = []): Width {
  switch (node.type) {
    case "set":
      return { min: 1, max: 1 };
    case "sequence":
      return node.items.reduce((sum, item) => {
        const width = widthOf(item, calls);
        return { min: sum.min + width.min, max: sum.max + width.max };
      }, ZERO);
    case "alternation":
      return widest(node.branches.map((branch) => widthOf(branch, calls)));
    case "group":
    case "atomic":
      return widthOf(node.node, calls);
    case "repeat": {
      const width = widthOf(node.node, calls);
      const max = width.max === 0 || node.max === 0 ? 0 : width.max * node.max;
      return { min: width.min * node.min, max };
    }
    case "backreference":
      return ANY;
    case "call":
      if (node.target === undefined || calls.includes(node)) return ANY;
      return widthOf(node.target, [...calls, node]);
    case "conditional":
      return widest([widthOf(node.yes, calls), widthOf(node.no, calls)]);
    case "look":
    case "assertion":
    case "define":
    case "verb":
    case "keep":
    case "fail":
      return ZERO;
  }
}

function widest(widths: readonly Width[]): Width {
  return {
    min: Math.min(...widths.map((width) => width.min)),
    max: Math.max(...widths.map((width) => width.max)),
  };
}

/**
 * Whether Perl runs `(X){n,m}` by its simple loop for a body of fixed width (CURLYM). That loop unsets the
 * group when it ends without an iteration, which shows when the loop is inside another one.
 */
export function isSimpleGroupLoop(node: Node): boolean {
  return node.type === "repeat" && node.node.type === "group" && isSimpleLoopBody(node.node.node);
}

/** Of fixed width, without groups. To Perl a caseless `ss` is of variable width: it folds to one letter. */
export function isSimpleLoopBody(body: Node): boolean {
  const width = widthOf(body);
  if (width.min !== width.max || width.min === 0) return false;
  return !contains(
    body,
    (inner) =>
      inner.type === "group" ||
      inner.type === "call" ||
      inner.type === "backreference" ||
      (inner.type === "sequence" && hasDoubleS(inner.items)) ||
      (inner.type === "repeat" && isLetterS(inner.node)),
  );
}

const LETTER_S = byteSetOf("sS");
const isLetterS = (node: Node | undefined): boolean => node?.type === "set" && sameSet(node.set, LETTER_S);

function hasDoubleS(items: readonly Node[]): boolean {
  return items.some((item, index) => isLetterS(item) && isLetterS(items[index + 1]));
}
