import { EMPTY, FAIL, type Node } from "./ast.ts";
import { type ByteSet, isEmpty, NEWLINE, soleMember, union } from "./byte-set.ts";

/**
 * The same pattern without what can never match; with `singleLine`, for subjects without a newline. Only
 * the V8 emitter uses it: a group that is dropped could still be called, and V8 gets no pattern with calls.
 */
export function simplify(node: Node, singleLine: boolean): Node {
  const inner = (child: Node) => simplify(child, singleLine);
  switch (node.type) {
    case "set":
      return neverMatches(node.set, singleLine) ? FAIL : node;
    case "sequence": {
      const items = node.items.map(inner).filter((item) => item !== EMPTY);
      if (items.some((item) => item.type === "fail")) return FAIL;
      return items.length === 1 ? items[0]! : items.length === 0 ? EMPTY : { ...node, items };
    }
    case "alternation": {
      const branches = node.branches.map(inner).filter((branch) => branch.type !== "fail");
      if (branches.length === 0) return FAIL;
      return branches.length === 1 ? branches[0]! : { ...node, branches };
    }
    case "group":
      return { ...node, node: inner(node.node) };
    case "repeat": {
      const body = inner(node.node);
      if (node.max === 0) return EMPTY;
      if (body.type === "fail") return node.min === 0 ? EMPTY : FAIL;
      return { ...node, node: asSet(body) };
    }
    case "atomic": {
      const body = inner(node.node);
      return body.type === "set" || body.type === "fail" ? body : { ...node, node: body };
    }
    case "look":
      return simplifyLook(node, inner(node.node));
    case "conditional": {
      const condition =
        node.condition.type === "look"
          ? { ...node.condition, look: { ...node.condition.look, node: inner(node.condition.look.node) } }
          : node.condition;
      return { ...node, condition, yes: inner(node.yes), no: inner(node.no) };
    }
    case "define":
      return EMPTY;
    default:
      return node;
  }
}

/** Alternatives of one byte each, as what is repeated in `(?:a|b)*`, are a set, which takes no stack. */
export function asSet(node: Node): Node {
  if (node.type !== "alternation") return node;
  const sets = node.branches.flatMap((branch) => (branch.type === "set" ? [branch.set] : []));
  return sets.length < node.branches.length ? node : { type: "set", set: sets.reduce(union) };
}

function simplifyLook(look: Extract<Node, { type: "look" }>, body: Node): Node {
  if (body.type === "fail") return look.negative ? EMPTY : FAIL;
  return { ...look, node: body };
}

function neverMatches(set: ByteSet, singleLine: boolean): boolean {
  const byte = soleMember(set);
  if (byte >= 0) return singleLine && byte === NEWLINE;
  return isEmpty(set);
}

/**
 * Without the `$` of a pattern that ends in `.*$`, where the subject has no newline: the repeat takes all
 * there is, so the end holds, and V8 has nothing to fail back from.
 */
export function withoutIdleEnd(node: Node): Node {
  if (node.type === "alternation") return { ...node, branches: node.branches.map(withoutIdleEnd) };
  if (node.type !== "sequence" || node.items.length < 2) return node;
  const last = node.items.at(-1)!;
  const isEnd = last.type === "assertion" && ["end", "final-newline", "line-end"].includes(last.kind);
  if (!isEnd || !takesAll(node.items.at(-2)!)) return node;
  return { ...node, items: node.items.slice(0, -1) };
}

function takesAll(node: Node): boolean {
  if (node.type === "group") return takesAll(node.node);
  if (node.type !== "repeat" || !node.greedy || node.max !== Infinity || node.node.type !== "set")
    return false;
  const { set } = node.node;
  return set.every((member, byte) => member === 1 || byte === NEWLINE);
}
