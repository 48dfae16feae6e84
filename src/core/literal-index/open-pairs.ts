import { type Clause, foldText } from "../../regex/index.ts";
import type { InputBuffer } from "../input-buffer.ts";
import type { Operation } from "../operations/operation.ts";
import { secondPatternWith } from "../patterns/second-pattern.ts";
import type { RunningRule } from "../rule-set.ts";
import type { Sliced } from "../sliced.ts";
import { PairIndex } from "./pair-index.ts";
import type { PresentLine } from "./present-line.ts";
import { hasEffectBeforePattern, isPair, type Unit } from "./units.ts";

/** How the operations of a pair rule are found. */
type Search =
  /** All have the same second pattern: all are tried when a line has what it requires. */
  | { readonly kind: "all"; readonly gate: Unit | undefined }
  /** Each has a second pattern of its own; what they all contain is the gate. */
  | { readonly kind: "each"; readonly gate: Unit | undefined }
  | { readonly kind: "always" };

/** The operations of pair rules, which wait for a line that matches their second pattern. */
export class OpenPairs {
  private readonly searches = new Map<RunningRule, Search>();
  private readonly index = new PairIndex();
  /** Operations that every line is tried with, by their rules. */
  private readonly unindexed = new Map<RunningRule, Set<Operation>>();
  /** Operations in the index that may end without their rule's gate. */
  private readonly ungated = new Set<Operation>();

  /** Takes in the pair rules among others. */
  *takeIn(rules: readonly RunningRule[], cleanTimeSeconds: number): Sliced<void> {
    for (const rule of rules) {
      if (!isPair(rule)) continue;
      this.searches.set(rule, searchFor(rule, cleanTimeSeconds));
      yield;
    }
  }

  /** What a line must contain to be of interest to the operations of a rule. */
  gates(): readonly Unit[] {
    return [...this.searches.values()].flatMap((search) =>
      search.kind !== "always" && search.gate ? [search.gate] : [],
    );
  }

  /** Says that the literals of a gate are not in the index, so that it lets everything pass. */
  withoutGate(rule: RunningRule): void {
    const search = this.searches.get(rule);
    if (search?.kind === "all") this.searches.set(rule, { kind: "always" });
    else if (search?.kind === "each") this.searches.set(rule, { kind: "each", gate: undefined });
  }

  started(operation: Operation): void {
    const search = this.searches.get(operation.rule);
    if (!search || (search.kind === "all" && search.gate)) return;
    const { secondPattern } = operation;
    if (search.kind === "each" && secondPattern) {
      const clauses = secondPattern.compiled.clauses();
      if (this.index.add(operation, clauses)) {
        if (!search.gate || !includesGate(clauses, search.gate)) this.ungated.add(operation);
        return;
      }
    }
    let operations = this.unindexed.get(operation.rule);
    if (!operations) this.unindexed.set(operation.rule, (operations = new Set()));
    operations.add(operation);
  }

  ended(operation: Operation): void {
    if (this.index.remove(operation)) {
      this.ungated.delete(operation);
      return;
    }
    const operations = this.unindexed.get(operation.rule);
    if (operations?.delete(operation) && operations.size === 0) this.unindexed.delete(operation.rule);
  }

  /**
   * Whether a line that has what a rule's gate says may end one of its operations, all of which are tried.
   */
  triesAll(rule: RunningRule): boolean {
    return this.searches.get(rule)?.kind === "all";
  }

  /**
   * Calls back for each rule that has operations which a line may end; `gated` says that it passed a gate.
   */
  look(line: PresentLine, gated: boolean, found: (rule: RunningRule) => void): void {
    for (const rule of this.unindexed.keys()) found(rule);
    if (gated || this.ungated.size > 0) this.index.look(line, found);
    else this.index.pass();
  }

  get isEmpty(): boolean {
    return this.unindexed.size === 0 && this.index.size === 0;
  }

  /** The operations of a rule that the last line of a buffer may end, the oldest first; undefined for all. */
  candidates(rule: RunningRule, buffer: InputBuffer): readonly Operation[] | undefined {
    if (this.searches.get(rule)?.kind !== "each") return undefined;
    const candidates = this.index.candidates(rule, buffer);
    const unindexed = this.unindexed.get(rule);
    if (unindexed) candidates.push(...unindexed);
    return candidates.length > 1 ? candidates.toSorted((one, other) => one.order - other.order) : candidates;
  }
}

function searchFor(rule: RunningRule, cleanTimeSeconds: number): Search {
  const [first, second] = rule.conditions;
  const { pattern } = second!.condition;
  // With --cleantime a line may be what notices that a window is over.
  if (cleanTimeSeconds > 1 || hasEffectBeforePattern(second!, cleanTimeSeconds)) return { kind: "always" };
  if (pattern.negated) return { kind: "always" };
  const gate = (clauses: readonly Clause[]): Unit => ({
    rule,
    condition: second!,
    clauses,
    forOperations: true,
  });
  const sample = secondPatternWith(pattern, first!.rounds, () => PLACEHOLDER, false);
  if (sample === undefined) return { kind: "all", gate: gate(second!.pattern.clauses()) };
  if (pattern.lines > 1) return { kind: "always" };
  const literal = commonLiteral("pattern" in sample ? sample.pattern.compiled.clauses() : []);
  return {
    kind: "each",
    gate: literal === "" ? undefined : gate([{ literals: [literal], ignoreCase: false }]),
  };
}

/** What stands for the values of the first match when all second patterns of a rule are looked at. */
const PLACEHOLDER = "\x01\x02\x01";

/** The longest text that the second patterns have in common, folded; empty if none. */
function commonLiteral(clauses: readonly Clause[]): string {
  let longest = "";
  for (const { literals } of clauses) {
    const [literal] = literals;
    if (literals.length !== 1) continue;
    for (const piece of literal!.split(PLACEHOLDER)) if (piece.length > longest.length) longest = piece;
  }
  return foldText(longest);
}

/** Values may change the meaning of a pattern around them (`a$1*`), so each is checked. */
function includesGate(clauses: readonly Clause[], { clauses: gate }: Unit): boolean {
  const needed = gate[0]!.literals[0]!;
  return clauses.some(({ literals }) => literals.length === 1 && foldText(literals[0]!).includes(needed));
}
