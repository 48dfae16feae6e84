import { beginsAtStart } from "./anchor.ts";
import { type AssertionKind, contains, type Node, type Repeat } from "./ast.ts";
import { ANY_BYTE, type ByteSet, intersection, members, sameSet, soleMember, union } from "./byte-set.ts";
import { widthOf } from "./width.ts";

/**
 * The bytes at which Perl's optimiser lets a match begin, where those are fewer than can begin one;
 * undefined if Perl makes no such mistake. It takes what a lookahead begins with for what the match must
 * begin with, even if the lookahead can be empty or is only a condition: `(?=c?)\S` matches nothing in
 * `a1b`, `(?(?=1)[a-c]|.?)b` nothing in `bbc`. What is followed here is how Perl 5.36 computes its "stclass",
 * which `perl -Mre=Debug,DUMP` shows.
 */
export function mistakenStartClass(root: Node): ByteSet | "first-only" | undefined {
  if (!contains(root, isLookahead) || contains(root, isAccept)) return undefined;
  const literals = root.type === "alternation" ? undefined : new RequiredLiterals(root);
  if (literals !== undefined && (beginsWithClass(root) || literals.longestIsAtStart)) return undefined;
  const scan = new Scan([]);
  scan.visit(root);
  scan.finish();
  if (!scan.trustsLook || scan.canBeEmpty || !isWorthIt(scan.set)) return undefined;
  const isAnchored = beginsAtStart(root) || beginsAtLines(root);
  const usesLiteral = literals !== undefined && (isAnchored ? literals.hasAny : literals.hasNear);
  if (usesLiteral) return "first-only";
  return isAnchored ? undefined : scan.set;
}

/**
 * Whether Perl looks for a byte with which a match can begin before it makes an attempt. Attempts that cannot
 * succeed show where a verb counts them: `(*COMMIT)[^a]` matches nothing in `ab`.
 */
export function looksForStart(root: Node): boolean {
  if (beginsWithClass(root)) return true;
  const scan = new Scan([]);
  scan.visit(root);
  scan.finish();
  return !scan.canBeEmpty && isWorthIt(scan.set);
}

/** Whether a match begins where a line does; there Perl makes an attempt at each. */
function beginsAtLines(node: Node): boolean {
  if (node.type === "group") return beginsAtLines(node.node);
  if (node.type === "sequence") return node.items[0] !== undefined && beginsAtLines(node.items[0]);
  return node.type === "assertion" && node.kind === "line-start";
}

const isLookahead = (node: Node): boolean => node.type === "look" && node.ahead && !node.negative;
const isAccept = (node: Node): boolean => node.type === "verb" && node.verb === "ACCEPT";

/** K and S fold to characters beyond ASCII too, so that Perl makes no class of them. */
const FOLDS_FURTHER: ReadonlySet<number> = new Set([..."KS"].map((letter) => letter.charCodeAt(0)));

/** Whether this is a letter in both cases. */
function isCaselessLetter(set: ByteSet): boolean {
  const [upper, lower, third] = members(set);
  return lower !== undefined && lower === upper! + 32 && third === undefined;
}

/** Whether Perl keeps a literal: of a letter in both cases that has no other beside it, it makes a class. */
function isLiteral(set: ByteSet, next: Node | undefined): boolean {
  if (!isCaselessLetter(set)) return soleMember(set) >= 0;
  return FOLDS_FURTHER.has(members(set)[0]!) || (next?.type === "set" && isCaselessLetter(next.set));
}

/** Perl makes no use of a class that holds half of the ASCII characters. */
function isWorthIt(set: ByteSet): boolean {
  let count = 0;
  for (let byte = 0; byte < 128; byte++) count += set[byte]!;
  return count < 64;
}

/** The first byte as Perl collects it, construct by construct. */
class Scan {
  set: ByteSet = ANY_BYTE;
  canBeEmpty = true;
  /** Whether a lookahead that proves nothing has narrowed the set. */
  trustsLook = false;
  /** `and`: nothing has been optional so far; `or`: something was; `done`: a byte has been consumed. */
  private mode: "and" | "or" | "done" = "and";
  /** What was known before the first optional construct. */
  private before: { readonly set: ByteSet; readonly canBeEmpty: boolean } | undefined;
  private readonly calls: readonly Node[];

  constructor(calls: readonly Node[]) {
    this.calls = calls;
  }

  /** `next` is what stands behind the node. */
  visit(node: Node, next?: Node): void {
    if (this.mode === "done") return;
    switch (node.type) {
      case "set":
        return this.consume(node.set, isLiteral(node.set, next));
      case "sequence":
        return node.items.forEach((item, index) => this.visit(item, node.items[index + 1]));
      case "group":
      case "atomic":
        return this.visit(node.node);
      case "repeat":
        return this.repeat(node);
      case "alternation":
        return this.alternatives(widthOf(node).min);
      case "conditional":
        if (node.condition.type === "look") this.look(node.condition.look, true);
        return this.alternatives(widthOf(node).min);
      case "look":
        return this.look(node, widthOf(node.node).min === 0);
      case "backreference":
        return this.unknown();
      case "call":
        if (node.target === undefined || this.calls.includes(node.target)) return this.unknown();
        return this.visitCalled(node.target);
      case "assertion":
      case "define":
      case "keep":
      case "verb":
      case "fail":
        return;
    }
  }

  /** Ends the construct: what was optional is still subject to what was known before. */
  finish(): void {
    if (this.mode === "or") this.restrict();
    this.mode = "done";
  }

  private inside(node: Node, calls = this.calls): Scan {
    const scan = new Scan(calls);
    scan.visit(node);
    scan.finish();
    return scan;
  }

  private visitCalled(target: Node): void {
    const scan = this.inside(target, [...this.calls, target]);
    if (widthOf(target).min === 0) this.optional(scan);
    else this.mandatory(scan);
  }

  private consume(set: ByteSet, literal: boolean): void {
    const wasOptional = this.mode === "or";
    this.set = wasOptional ? union(this.set, set) : intersection(this.set, set);
    // If anything was possible, Perl goes back to what it knew before, that it may be empty included.
    const goesBack = wasOptional && !literal && sameSet(this.set, ANY_BYTE);
    this.finish();
    this.canBeEmpty = goesBack && this.before!.canBeEmpty;
  }

  private repeat(node: Repeat): void {
    const scan = this.inside(node.node);
    if (node.min === 0 || widthOf(node.node).min === 0) this.optional(scan);
    else this.mandatory(scan);
  }

  private mandatory({ set, canBeEmpty, trustsLook }: Scan): void {
    this.trustsLook ||= trustsLook;
    if (this.mode === "or") {
      this.set = union(this.set, set);
      this.canBeEmpty ||= canBeEmpty;
    } else {
      this.set = intersection(this.set, set);
      this.canBeEmpty &&= canBeEmpty;
    }
    this.finish();
  }

  private optional({ set, canBeEmpty, trustsLook }: Scan): void {
    this.trustsLook ||= trustsLook;
    if (this.mode === "or") {
      this.set = union(this.set, set);
      this.canBeEmpty ||= canBeEmpty;
      return;
    }
    this.before = { set: this.set, canBeEmpty: this.canBeEmpty };
    this.set = set;
    this.canBeEmpty = true;
    this.mode = "or";
  }

  /** Of alternatives Perl knows no first byte. */
  private alternatives(least: number): void {
    const anything = new Scan([]);
    if (least === 0) this.optional(anything);
    else this.mandatory(anything);
  }

  private look(look: Extract<Node, { type: "look" }>, provesNothing: boolean): void {
    if (!look.ahead || look.negative) return;
    const { set, trustsLook } = this.inside(look.node);
    this.trustsLook ||= trustsLook || provesNothing;
    this.set = this.mode === "or" ? ANY_BYTE : intersection(this.set, set);
    this.canBeEmpty = true;
  }

  private unknown(): void {
    if (this.mode === "or") {
      this.set = ANY_BYTE;
      this.canBeEmpty = true;
    }
    this.mode = "done";
  }

  private restrict(): void {
    this.set = intersection(this.set, this.before!.set);
    this.canBeEmpty &&= this.before!.canBeEmpty;
  }
}

/**
 * Whether Perl takes the places to begin from what stands first, seen through groups, lookaheads and repeats:
 * a class, a caseless letter or a boundary of words.
 */
function beginsWithClass(node: Node): boolean {
  switch (node.type) {
    case "set":
      return soleMember(node.set) < 0;
    case "group":
      return beginsWithClass(node.node);
    case "look":
      return node.ahead && !node.negative && beginsWithClass(node.node);
    case "repeat":
      return node.min > 0 && beginsWithClass(node.node);
    case "sequence": {
      const [first, second] = node.items;
      if (first?.type === "assertion" && (first.kind === "start" || first.kind === "line-start")) {
        return second?.type === "set" && soleMember(second.set) < 0;
      }
      return first !== undefined && beginsWithClass(first);
    }
    case "assertion":
      return node.kind.endsWith("word-boundary");
    default:
      return false;
  }
}

/** The literals that every match holds, and how far they can be from its start. */
class RequiredLiterals {
  hasAny = false;
  /** Whether the distance of one of them has a limit. */
  hasNear = false;
  /** Whether the longest of those at a fixed distance is where the match begins. */
  longestIsAtStart = false;
  private longest = 0;
  private length = 0;
  private least = 0;
  private most = 0;

  constructor(root: Node) {
    this.visit(root);
    this.flush();
  }

  private flush(): void {
    this.hasAny ||= this.length > 0;
    this.hasNear ||= this.length > 0 && this.most < Infinity;
    if (this.length > this.longest && this.least === this.most) {
      this.longest = this.length;
      this.longestIsAtStart = this.least === this.length;
    }
    this.length = 0;
  }

  private visit(node: Node): void {
    switch (node.type) {
      case "set":
        if (soleMember(node.set) < 0) this.flush();
        else this.length++;
        this.least++;
        this.most++;
        return;
      case "sequence":
        return node.items.forEach((item) => this.visit(item));
      case "group":
      case "atomic":
        return this.visit(node.node);
      case "assertion":
        return this.assertion(node.kind);
      case "look":
      case "keep":
        return;
      default:
        return this.variable(node);
    }
  }

  /** To Perl the end of the subject, or of a line, is a literal without a byte. */
  private assertion(kind: AssertionKind): void {
    if (kind !== "end" && kind !== "final-newline" && kind !== "line-end") return;
    this.hasAny = true;
    this.hasNear ||= this.most < Infinity;
  }

  private variable(node: Node): void {
    const { least, most } = this;
    const { min, max } = widthOf(node);
    if (node.type === "repeat" && node.min > 0) this.visit(node.node);
    this.flush();
    this.least = least + min;
    this.most = most + max;
  }
}
