import type { Node } from "./ast.ts";

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
