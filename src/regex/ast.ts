import { type ByteSet, singleton } from "./byte-set.ts";

/** How a backreference compares: exactly, with ASCII letters folded, or with Latin-1 letters folded too. */
export type Folding = "none" | "ascii" | "latin1";

export type AssertionKind =
  | "start" // \A, ^ and \G: SEC matches once, so \G is the start
  | "end" // \z
  | "final-newline" // $ and \Z: the end, or before a newline that ends the subject
  | "line-start" // ^ under /m
  | "line-end" // $ under /m
  | "word-boundary"
  | "not-word-boundary"
  | "character-boundary" // \b{gcb}
  | "not-character-boundary"
  | "word-break" // \b{wb}
  | "not-word-break";

export type VerbName = "ACCEPT" | "COMMIT" | "PRUNE" | "SKIP" | "THEN" | "MARK";

/** What `(?(…)yes|no)` asks. Groups that do not exist are never set. */
export type Condition =
  | { readonly type: "group-set"; readonly groups: readonly number[] }
  | { readonly type: "in-recursion"; readonly groups: readonly number[] | undefined }
  | { readonly type: "look"; readonly look: Look };

export interface Look {
  readonly type: "look";
  readonly ahead: boolean;
  readonly negative: boolean;
  readonly node: Node;
  readonly at: number;
}

export interface Repeat {
  readonly type: "repeat";
  readonly node: Node;
  readonly min: number;
  /** Infinity for `*`, `+` and `{n,}`. */
  readonly max: number;
  readonly greedy: boolean;
  readonly at: number;
}

export interface Atomic {
  readonly type: "atomic";
  readonly node: Node;
  /** `\R`: where it is repeated, Perl gives back bytes, so half of a CR LF. */
  readonly isLineBreak?: boolean;
  readonly at: number;
}

/** `groups` are the candidates in order: the first that is set is compared. */
export interface Backreference {
  readonly type: "backreference";
  groups: readonly number[];
  readonly folding: Folding;
  readonly at: number;
}

/** `(?1)`, `(?&name)`, `(?R)`: group 0 is the whole pattern. */
export interface Call {
  readonly type: "call";
  group: number;
  /** What is called; set when the pattern was read. Not a child: it stands elsewhere in the tree. */
  target: Node | undefined;
  readonly at: number;
}

/** A pattern as a tree. `at` is the offset in the pattern at which the construct begins. */
export type Node =
  | { readonly type: "set"; readonly set: ByteSet }
  | { readonly type: "sequence"; readonly items: readonly Node[] }
  | { readonly type: "alternation"; readonly branches: readonly Node[] }
  | { readonly type: "group"; readonly number: number; readonly node: Node; readonly at: number }
  | Repeat
  | Atomic
  | Look
  | { readonly type: "assertion"; readonly kind: AssertionKind; readonly word: ByteSet }
  | Backreference
  | Call
  | {
      readonly type: "conditional";
      readonly condition: Condition;
      readonly yes: Node;
      readonly no: Node;
      readonly at: number;
    }
  | { readonly type: "define"; readonly node: Node }
  | {
      readonly type: "verb";
      readonly verb: VerbName;
      readonly name: string | undefined;
      readonly at: number;
    }
  | { readonly type: "keep"; readonly at: number }
  | { readonly type: "fail" };

export interface Pattern {
  readonly source: string;
  readonly node: Node;
  readonly groupCount: number;
  /** Every group of a name, in the order of their numbers. */
  readonly groupNames: ReadonlyMap<string, readonly number[]>;
  /** The only bytes at which Perl lets a match begin, if that is a mistake of its optimiser. */
  readonly startClass: ByteSet | undefined;
}

/** Whether a repeat is one of `\R` that may give something back. */
export function isLineBreakLoop({ node, min, max, greedy }: Repeat): boolean {
  return greedy && min !== max && node.type === "atomic" && node.isLineBreak === true;
}

const BYTE_NODES: readonly Node[] = Array.from({ length: 256 }, (_, byte) => ({
  type: "set",
  set: singleton(byte),
}));

/** The node of one byte; shared by all patterns, since most of their nodes are such. */
export function byteNode(byte: number): Node {
  return BYTE_NODES[byte]!;
}

export const EMPTY: Node = { type: "sequence", items: [] };
export const FAIL: Node = { type: "fail" };

const NO_NODES: readonly Node[] = [];

/** The nodes directly inside `node`, conditions included, in the order in which they appear. */
export function children(node: Node): readonly Node[] {
  switch (node.type) {
    case "sequence":
      return node.items;
    case "alternation":
      return node.branches;
    case "group":
    case "repeat":
    case "atomic":
    case "look":
    case "define":
      return [node.node];
    case "conditional":
      return node.condition.type === "look" ? [node.condition.look, node.yes, node.no] : [node.yes, node.no];
    default:
      return NO_NODES;
  }
}

/** Whether `node` or anything inside it satisfies `wanted`. */
export function contains(node: Node, wanted: (node: Node) => boolean): boolean {
  return wanted(node) || children(node).some((child) => contains(child, wanted));
}

/** Every node of the tree, each before what is inside it. */
export function nodesOf(root: Node): readonly Node[] {
  const nodes = [root];
  for (const node of nodes) for (const child of children(node)) nodes.push(child);
  return nodes;
}

/** The numbers of the capturing groups inside `node`, in order of appearance. */
export function groupsIn(node: Node): number[] {
  const inner = children(node).flatMap(groupsIn);
  return node.type === "group" ? [node.number, ...inner] : inner;
}
