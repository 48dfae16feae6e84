import { contains, type Node, type Pattern } from "./ast.ts";
import { type ByteSet, soleMember } from "./byte-set.ts";
import { foldText } from "./fold-text.ts";

/**
 * A condition that every matching subject meets: at least one of `literals` occurs in it. With `ignoreCase`
 * they are lower case, and compared with ASCII letters folded.
 */
export interface Clause {
  readonly literals: readonly string[];
  readonly ignoreCase: boolean;
}

const MOST_LITERALS = 16;
const LONGEST_LITERAL = 64;

/**
 * The clauses of a pattern, in the order of their places in it. All of them must hold for a match; a
 * subject that breaks one need not be tried. A pattern such as `\d+` has none.
 */
export function requiredLiterals(pattern: Pattern): readonly Clause[] {
  const endsAnywhere = contains(pattern.node, (node) => node.type === "verb" && node.verb === "ACCEPT");
  return endsAnywhere ? [] : clausesOf(pattern.node);
}

function clausesOf(node: Node): Clause[] {
  const collector = new Collector();
  collector.visit(node);
  collector.flush();
  return collector.clauses;
}

/** Walks a pattern and keeps the text that must stand in one piece up to here. */
class Collector {
  readonly clauses: Clause[] = [];
  private text = "";
  private ignoreCase = false;

  /** Ends the piece. */
  flush(): void {
    if (this.text !== "") {
      const literal = this.ignoreCase ? foldText(this.text) : this.text;
      this.clauses.push({ literals: [literal], ignoreCase: this.ignoreCase });
    }
    this.text = "";
    this.ignoreCase = false;
  }

  visit(node: Node): void {
    switch (node.type) {
      case "set":
        return this.set(node.set);
      case "sequence":
        return node.items.forEach((item) => this.visit(item));
      case "group":
      case "atomic":
        return this.visit(node.node);
      case "assertion":
      case "keep":
        return;
      case "look":
        if (!node.negative) this.clauses.push(...clausesOf(node.node));
        return;
      case "repeat":
        return this.repeat(node);
      case "alternation":
        return this.alternatives(node.branches);
      case "conditional":
        return this.alternatives([node.yes, node.no]);
      case "backreference":
      case "call":
      case "define":
      case "verb":
      case "fail":
        return this.flush();
    }
  }

  private set(set: ByteSet): void {
    const byte = soleMember(set);
    if (byte >= 0) return this.append(byte, false);
    const first = set.indexOf(1);
    const isUpper = first >= 65 && first <= 90;
    const isLetterPair =
      isUpper && set.indexOf(1, first + 1) === first + 32 && set.indexOf(1, first + 33) < 0;
    return isLetterPair ? this.append(first + 32, true) : this.flush();
  }

  private append(byte: number, ignoreCase: boolean): void {
    if (this.text.length >= LONGEST_LITERAL) this.flush();
    this.text += String.fromCharCode(byte);
    this.ignoreCase ||= ignoreCase;
  }

  /** The first iteration continues the piece; what follows a repeat need not stand next to it. */
  private repeat({ node, min, max }: Extract<Node, { type: "repeat" }>): void {
    if (min === 0) return this.flush();
    const copies = node.type === "set" ? Math.min(min, LONGEST_LITERAL) : 1;
    for (let copy = 0; copy < copies; copy++) this.visit(node);
    if (copies !== max) this.flush();
    return undefined;
  }

  /** One of the branches must match, so one literal of the best clause of one of them occurs. */
  private alternatives(branches: readonly Node[]): void {
    this.flush();
    const best = branches.map((branch) => bestClause(clausesOf(branch)));
    if (best.some((clause) => clause === undefined)) return;
    const ignoreCase = best.some((clause) => clause!.ignoreCase);
    const literals = best.flatMap((clause) => clause!.literals);
    const folded = ignoreCase ? literals.map(foldText) : literals;
    const distinct = [...new Set(folded)];
    if (distinct.length <= MOST_LITERALS) this.clauses.push({ literals: distinct, ignoreCase });
  }
}

/** The clause that is likely to rule out the most subjects: long literals, and few of them. */
export function bestClause(clauses: readonly Clause[]): Clause | undefined {
  let best: Clause | undefined;
  for (const clause of clauses) if (best === undefined || weight(clause) > weight(best)) best = clause;
  return best;
}

/** The length of the shortest literal, less where there are several or where it has no letter. */
function weight({ literals }: Clause): number {
  const lengths = literals.map((literal) => (hasLetter(literal) ? literal.length : literal.length / 2));
  return Math.min(...lengths) - 1.5 * Math.log2(literals.length);
}

function hasLetter(literal: string): boolean {
  return literal.toLowerCase() !== literal.toUpperCase();
}
