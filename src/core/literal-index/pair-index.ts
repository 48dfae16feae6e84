import { type Clause, foldText } from "../../regex/index.ts";
import type { InputBuffer } from "../input-buffer.ts";
import type { Operation } from "../operations/operation.ts";
import type { RunningRule } from "../rule-set.ts";
import { FOLDED } from "./fold.ts";
import type { PresentLine } from "./present-line.ts";

/** Where an operation is kept: under four bytes of a literal that its second pattern needs. */
interface Entry {
  readonly operation: Operation;
  readonly gram: number;
  /** The whole literal, to be looked for before the pattern is tried; undefined if case does not matter. */
  readonly literal: string | undefined;
  /** The line in which it was found last. */
  seen: number;
}

const GRAM = 4;
/** A literal is tried at no more places than this. */
const MOST_GRAMS = 64;
const FILTER_BITS = 16;

/**
 * Finds the operations of pair rules whose second pattern a line may match, by four bytes that the values of
 * the first match brought into it. So a line reaches the few pairs that it can end, and not all of them.
 */
export class PairIndex {
  private readonly buckets = new Map<number, Entry[]>();
  /** How many grams fall onto each place: nearly all of a line's grams stop here. */
  private readonly filter = new Uint32Array(1 << FILTER_BITS);
  private readonly entries = new Map<Operation, Entry>();
  private readonly found: Entry[] = [];
  private line = 0;

  get size(): number {
    return this.entries.size;
  }

  /** Takes an operation in, if a literal can be found that its second pattern needs. */
  add(operation: Operation, clauses: readonly Clause[]): boolean {
    let best: { gram: number; literal: string | undefined; load: number } | undefined;
    for (const { literals, ignoreCase } of clauses) {
      const [literal] = literals;
      if (literals.length !== 1 || literal!.length < GRAM || literal!.includes("\n")) continue;
      const folded = foldText(literal!);
      const places = Math.min(folded.length - GRAM + 1, MOST_GRAMS);
      // What the values brought in stands at the end more often than at the beginning.
      for (let at = folded.length - GRAM; at >= folded.length - GRAM - places + 1; at -= 1) {
        const gram = gramOf(folded, at);
        const load = this.buckets.get(gram)?.length ?? 0;
        if (best && load >= best.load) continue;
        best = { gram, literal: ignoreCase ? undefined : literal, load };
        if (load === 0) break;
      }
    }
    if (!best) return false;
    const entry: Entry = { operation, gram: best.gram, literal: best.literal, seen: 0 };
    this.entries.set(operation, entry);
    const bucket = this.buckets.get(best.gram);
    if (bucket) bucket.push(entry);
    else this.buckets.set(best.gram, [entry]);
    this.filter[placeOf(best.gram)]! += 1;
    return true;
  }

  /** Returns whether the operation was there. */
  remove(operation: Operation): boolean {
    const entry = this.entries.get(operation);
    if (!entry) return false;
    this.entries.delete(operation);
    this.filter[placeOf(entry.gram)]! -= 1;
    const bucket = this.buckets.get(entry.gram)!;
    if (bucket.length === 1) this.buckets.delete(entry.gram);
    else {
      bucket[bucket.indexOf(entry)] = bucket.at(-1)!;
      bucket.pop();
    }
    return true;
  }

  /** Looks at a line, and calls back for each rule one of whose operations it may end. */
  look(line: PresentLine, found: (rule: RunningRule) => void): void {
    this.line += 1;
    this.found.length = 0;
    if (this.entries.size === 0) return;
    this.scan(line);
    for (const { operation } of this.found) found(operation.rule);
  }

  /** No operation has been looked for in the present line. */
  pass(): void {
    this.found.length = 0;
  }

  /** The operations of a rule that the present line, which is the last of a buffer, may end; in any order. */
  candidates(rule: RunningRule, buffer: InputBuffer): Operation[] {
    const candidates: Operation[] = [];
    for (const { operation, literal } of this.found) {
      if (operation.rule !== rule || !this.entries.has(operation)) continue;
      if (literal === undefined || buffer.last(1).includes(literal)) candidates.push(operation);
    }
    return candidates;
  }

  private scan({ bytes, start, end }: PresentLine): void {
    const { filter } = this;
    let gram = 0;
    for (let at = start; at < end; at += 1) {
      gram = (gram << 8) | FOLDED[bytes[at]!]!;
      if (at - start >= GRAM - 1 && filter[placeOf(gram)]! > 0) this.visit(gram);
    }
  }

  private visit(gram: number): void {
    const bucket = this.buckets.get(gram);
    if (!bucket) return;
    for (const entry of bucket) {
      if (entry.seen === this.line) continue;
      entry.seen = this.line;
      this.found.push(entry);
    }
  }
}

/** Four bytes of a folded text as a number. */
function gramOf(text: string, at: number): number {
  let gram = 0;
  for (let offset = 0; offset < GRAM; offset += 1) gram = (gram << 8) | text.charCodeAt(at + offset);
  return gram;
}

function placeOf(gram: number): number {
  return Math.imul(gram, 0x9e37_79b1) >>> (32 - FILTER_BITS);
}
