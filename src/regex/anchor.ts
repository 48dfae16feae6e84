import { contains, type Node } from "./ast.ts";
import { ANY_BYTE, NOT_NEWLINE, sameSet } from "./byte-set.ts";

/** Whether a match can only begin at the start of the subject, so that the other places fail at once. */
export function beginsAtStart(node: Node): boolean {
  switch (node.type) {
    case "assertion":
      return node.kind === "start";
    case "sequence":
      return node.items.length > 0 && beginsAtStart(node.items[0]!);
    case "alternation":
      return node.branches.every(beginsAtStart);
    case "group":
    case "atomic":
      return beginsAtStart(node.node);
    default:
      return false;
  }
}

/**
 * Where attempts are worth making for a pattern that begins with `.*`: at the start of the subject (under
 * /s) or of its lines. From any later place the same would fail again, unless something looks back at what
 * a group captured. Undefined for other patterns.
 */
export function leadingDotStar(node: Node): "start" | "line-start" | undefined {
  if (contains(node, (inner) => inner.type === "backreference")) return undefined;
  let first = node;
  while (first.type === "group" || (first.type === "sequence" && first.items.length > 0)) {
    first = first.type === "group" ? first.node : first.items[0]!;
  }
  if (first.type !== "repeat" || first.max !== Infinity || first.min > 0 || first.node.type !== "set") {
    return undefined;
  }
  if (sameSet(first.node.set, ANY_BYTE)) return "start";
  return sameSet(first.node.set, NOT_NEWLINE) ? "line-start" : undefined;
}
