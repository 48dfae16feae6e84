import type { Node } from "./ast.ts";
import { sameSet, WORD } from "./byte-set.ts";

/** The greatest product of nested counts that V8's breadth-first engine accepts (kMaxReplicationFactor). */
const GREATEST_REPLICATION = 16;

let isOn = false;

/** V8 was started with `--enable-experimental-regexp-engine-on-excessive-backtracks`, or has it set since. */
export function linearEngineIsOn(): void {
  isOn = true;
}

/**
 * Whether V8, after 50,000 backtracks, goes on with its breadth-first engine, which needs linear time. It
 * has no lookaround, no backreferences and no large counts. Judged from the tree that the emitter wrote
 * out.
 */
export function hasLinearFallback(node: Node, singleLine: boolean): boolean {
  return isOn && isCovered(node, singleLine, 1);
}

function isCovered(node: Node, singleLine: boolean, replication: number): boolean {
  const covers = (child: Node) => isCovered(child, singleLine, replication);
  switch (node.type) {
    case "set":
    case "fail":
    case "define":
      return true;
    case "sequence":
      return node.items.every(covers);
    case "alternation":
      return node.branches.every(covers);
    case "group":
      return covers(node.node);
    case "assertion":
      return isPlainAssertion(node, singleLine);
    case "repeat": {
      const { min, max } = node;
      const split = node.node.type === "set" && (max === min || max === Infinity) && min <= 512;
      const count = max === Infinity ? min + 1 : max;
      const factor = replication * (split ? Math.min(count, GREATEST_REPLICATION) : count);
      return factor <= GREATEST_REPLICATION && isCovered(node.node, singleLine, factor);
    }
    default:
      return false;
  }
}

/** Assertions that the emitter writes without a lookaround. */
function isPlainAssertion(
  { kind, word }: Extract<Node, { type: "assertion" }>,
  singleLine: boolean,
): boolean {
  switch (kind) {
    case "start":
    case "end":
      return true;
    case "word-boundary":
    case "not-word-boundary":
      return sameSet(word, WORD);
    default:
      return singleLine;
  }
}
