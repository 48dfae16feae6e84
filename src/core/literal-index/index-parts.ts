import type { RuleSet } from "../rule-set.ts";
import { finished, type Sliced } from "../sliced.ts";
import { FurtherLiterals } from "./further-literals.ts";
import { choosingLiterals } from "./indexed-literals.ts";
import { LiteralScan } from "./literal-scan.ts";
import { OpenPairs } from "./open-pairs.ts";
import { RuleIndex } from "./rule-index.ts";
import { linesOf, type Unit, unitsOf } from "./units.ts";

/** What an index consists of. */
export interface IndexParts {
  /** How many rules there are. */
  readonly rules: number;
  readonly units: readonly Unit[];
  /** For each literal, the units of which it is a first literal. */
  readonly firstOf: NumberLists;
  /** For each unit, its second literals. */
  readonly second: NumberLists;
  readonly further: FurtherLiterals;
  readonly scan: LiteralScan;
  /** The rules that must be tried on every line, by their places. */
  readonly always: ReadonlySet<number>;
  readonly pairs: OpenPairs;
}

/** Lists of numbers, one after the other: list `n` is `numbers[from[n]]` up to `numbers[from[n + 1]]`. */
export interface NumberLists {
  readonly from: Int32Array;
  readonly numbers: Int32Array;
}

function numberLists(lists: readonly (readonly number[])[]): NumberLists {
  const from = new Int32Array(lists.length + 1);
  lists.forEach(({ length }, at) => {
    from[at + 1] = from[at]! + length;
  });
  return { from, numbers: Int32Array.from(lists.flat()) };
}

/** Makes the index of a rule set. */
export function indexOf(ruleSet: RuleSet, cleanTimeSeconds: number): RuleIndex {
  return finished(indexing(ruleSet, cleanTimeSeconds));
}

/** The same in slices of some 20 ms for 10,000 rules. */
export function* indexing(ruleSet: RuleSet, cleanTimeSeconds: number): Sliced<RuleIndex> {
  const rules = ruleSet.files.flatMap((file) => file.rules);
  const pairs = new OpenPairs();
  yield* pairs.takeIn(rules, cleanTimeSeconds);
  const { units, always } = unitsOf(rules, cleanTimeSeconds);
  units.push(...pairs.gates());
  yield;
  const requirements = yield* choosingLiterals(units.map(({ clauses }) => clauses));
  yield;
  const literals = new Map<string, number>();
  const numbersOf = (texts: readonly string[]): number[] =>
    texts.map((text) => {
      const number = literals.get(text) ?? literals.size;
      literals.set(text, number);
      return number;
    });
  const kept: Unit[] = [];
  const firstOf: number[][] = [];
  const second: number[][] = [];
  const further: (readonly (readonly string[])[])[] = [];
  requirements.forEach((requirement, at) => {
    const unit = units[at]!;
    if (!requirement) {
      if (unit.forOperations) pairs.withoutGate(unit.rule);
      else always.add(unit.rule.position);
      return;
    }
    if (!unit.forOperations) unit.condition.unit = kept.length;
    for (const literal of numbersOf(requirement.first)) (firstOf[literal] ??= []).push(kept.length);
    // What several lines must contain may stand in different ones.
    const isOneLine = linesOf(unit) === 1;
    second.push(isOneLine ? numbersOf(requirement.second) : []);
    further.push(isOneLine ? requirement.further : []);
    kept.push(unit);
  });
  yield;
  const scan = new LiteralScan([...literals.keys()]);
  yield;
  const furtherLiterals = new FurtherLiterals(further);
  yield;
  return new RuleIndex({
    rules: rules.length,
    units: kept,
    firstOf: numberLists(Array.from({ length: literals.size }, (_, literal) => firstOf[literal] ?? [])),
    second: numberLists(second),
    further: furtherLiterals,
    scan,
    always,
    pairs,
  });
}
