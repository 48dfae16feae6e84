import type { AssertionKind, Condition, Folding, VerbName } from "./ast.ts";
import type { ByteSet } from "./byte-set.ts";

export interface Reference {
  readonly groups: readonly number[];
  readonly folding: Folding;
}

/** Part of the state of the loops around an instruction, as a digit of the given radix. */
export interface LoopDigit {
  readonly register: number;
  readonly radix: number;
  /**
   * `count`: iterations so far, as far as they matter; `progress`: whether this iteration has consumed
   * anything.
   */
  readonly kind: "count" | "progress";
}

/** Where failures may be remembered: the loops on which, besides the place, the outcome depends. */
export interface MemoSlot {
  readonly digits: readonly LoopDigit[];
  readonly states: number;
}

/** A pattern compiled for the machine. */
export interface Program {
  readonly code: Int32Array;
  readonly sets: readonly ByteSet[];
  readonly strings: readonly string[];
  readonly references: readonly Reference[];
  readonly conditions: readonly Exclude<Condition, { type: "look" }>[];
  readonly slots: readonly MemoSlot[];
  readonly groupCount: number;
  readonly registerCount: number;
  /** Bytes with which a match can begin; undefined if a match may be empty or verbs count the attempts. */
  readonly firstBytes: ByteSet | undefined;
  /** As in `Pattern`: no match may begin elsewhere, whatever `attempts` says. */
  readonly startClass: ByteSet | undefined;
  /** Where attempts are made: only at the start of the subject, at the start of each line, or everywhere. */
  readonly attempts: "start" | "line-start" | "all";
  /** Whether verbs occur, so that calls must stop them. */
  readonly hasVerb: boolean;
}

export const ASSERTION_KINDS: readonly AssertionKind[] = [
  "start",
  "end",
  "final-newline",
  "line-start",
  "line-end",
  "word-boundary",
  "not-word-boundary",
  "character-boundary",
  "not-character-boundary",
  "word-break",
  "not-word-break",
];

export const VERBS: readonly VerbName[] = ["COMMIT", "PRUNE", "SKIP", "THEN", "MARK"];

/** Registers of group n: where it began and ended, and where it was last entered. */
export const startOf = (group: number): number => 3 * group;
export const endOf = (group: number): number => 3 * group + 1;
export const entryOf = (group: number): number => 3 * group + 2;

/** Registers behind those of the groups: the call frame in force, the top of the frames, the latest mark. */
export const frameRegister = (groupCount: number): number => 3 * (groupCount + 1);
export const frameTopRegister = (groupCount: number): number => frameRegister(groupCount) + 1;
export const markRegister = (groupCount: number): number => frameRegister(groupCount) + 2;
export const firstFreeRegister = (groupCount: number): number => frameRegister(groupCount) + 3;

/** A count without a limit, as an operand. */
export const UNLIMITED = 0x7fffffff;
