/**
 * The instructions of the backtracking machine, with their operands. A program is an array of numbers: an
 * instruction and its operands, then the next instruction. `r` is a register, `t` a target address.
 */

/** byte */
export const BYTE = 0;
/** set */
export const SET = 1;
/** string: two or more bytes in a row */
export const STRING = 2;
/** t, slot: go on, and at t if that fails */
export const SPLIT = 3;
/** t */
export const JUMP = 4;
/** set, min, max, greedy, slot: a repeated class */
export const STAR = 5;
/** group */
export const OPEN = 6;
/** group: ends a call too, if it is the group that was called */
export const CLOSE = 7;
/** kind (an index of ASSERTION_KINDS), set */
export const ASSERT = 8;
/** reference (an index of `references`) */
export const REFER = 9;
/** r: start counting iterations in r; r + 1 is where the last iteration began */
export const LOOP_INIT = 10;
/** r, min, max, greedy (2: verbs in an iteration do not drop the way out), t (behind the loop), slot */
export const LOOP = 11;
/** min, max, and three unused to be as long as STAR, which gives back for both: a repeated `\R` */
export const LINE_BREAKS = 28;
/** group */
export const UNSET = 12;
/** r: note in r the height of the choice stack, then the place, the call frame and the latest verb mark */
export const MARK = 13;
/** How many registers a mark takes. */
export const MARK_REGISTERS = 4;
/** r, t: as MARK; and go on at t if what follows fails */
export const BARRIER = 14;
/** r: drop the choices made since the mark, and forget the verb marks */
export const CUT = 15;
/** r: as CUT, and go back to the place of the mark */
export const RESTORE = 16;
/** r: as CUT, and fail */
export const CUT_FAIL = 17;
/** r, min, max: step back from the mark by max bytes, then by fewer */
export const BEHIND = 18;
/** r: fail unless at the place of the mark */
export const BEHIND_END = 19;
/** condition, t: go on if it holds, else at t */
export const WHEN = 20;
/** group, t: run the group at t, then come back */
export const CALL = 21;
/** no operand: `\K` */
export const KEEP = 22;
/** no operand */
export const FAIL = 23;
/** r or -1: end the call that is active since the mark r, or else go on (to close the groups) */
export const ACCEPT = 24;
/** group: as CLOSE, but never ends a call */
export const CLOSE_ONLY = 25;
/** verb (an index of VERBS), name or -1, r or -1, last */
export const VERB = 26;
/** no operand: the pattern has matched */
export const END = 27;
