/** One run to compare: rule files, what arrives and when, and options. All text is latin1. */
export interface ConformanceCase {
  readonly name: string;
  /** Rule files, in the order of their `--conf` options. */
  readonly files: Readonly<Record<string, string>>;
  /**
   * What standard input receives: `@<epoch> text`, `@<epoch>` alone (moves the clock), or text without a
   * prefix, which arrives in the same second as the line before.
   */
  readonly trace: string;
  /** SEC options beside `--conf`, the input and what the runner needs. */
  readonly options: readonly string[];
  /**
   * Traces of named inputs instead of standard input, one per file name. In each second every input gives one
   * line a round, in the order of names, until none has a line left.
   */
  readonly inputs?: Readonly<Record<string, string>>;
  /** The time zone; UTC when absent. */
  readonly zone?: string;
}

/** What appeared in one virtual second. */
export interface SecondOfOutput {
  readonly time: number;
  readonly lines: readonly string[];
}

/** What a run did that can be seen from outside. */
export interface Outcome {
  /** Standard output by virtual second, sorted within each: the reference expires things in hash order. */
  readonly output: readonly SecondOfOutput[];
  /** The same in the order of writing. */
  readonly ordered: readonly SecondOfOutput[];
  /** The log at debug level 6, by virtual second, without timestamps and in the order of writing. */
  readonly log: readonly SecondOfOutput[];
  /** Standard error: complaints about options, and what Perl code prints. */
  readonly errors: readonly string[];
  /** State at the end of the trace, absent when the run ended before. */
  readonly state?: State;
  /** Exit code, or minus the number of the signal that ended the run. */
  readonly exitCode: number;
}

/** A scalar of the reference, always as a string; null is Perl's undefined value. */
export type Scalar = string | null;
export type Json = Scalar | readonly Json[] | { readonly [name: string]: Json };

/** What of the reference's JSON dump depends only on rules, trace and options; its lists are sorted. */
export interface State {
  readonly contexts: readonly Json[];
  readonly operations: Json;
  readonly pendingEvents: readonly Json[];
  readonly matchCache: Json;
  readonly buffer: Json;
  readonly ruleStatistics: Json;
  /** Action list variables that rules made: no built-in ones, nor %s, %t and %u. */
  readonly variables: Json;
  readonly linesPerInput: Json;
  readonly processedLines: Scalar;
}

/**
 * Standard output as text: `@<time>`, then that second's lines, each indented by one blank, sorted within the
 * second; at the end `exit <code>` where it is not 0.
 */
export function expectedText({ output, exitCode }: Pick<Outcome, "output" | "exitCode">): string {
  return textOf(output, exitCode);
}

/** The same in the order of writing, for cases in which the order is determined. */
export function orderedText({ ordered, exitCode }: Pick<Outcome, "ordered" | "exitCode">): string {
  return textOf(ordered, exitCode);
}

function textOf(output: readonly SecondOfOutput[], exitCode: number): string {
  const seconds = output.map(({ time, lines }) =>
    [`@${time}`, ...lines.map((line) => ` ${line}`)].join("\n"),
  );
  const exit = exitCode === 0 ? [] : [`exit ${exitCode}`];
  return [...seconds, ...exit, ""].join("\n");
}

/** The golden form of the state at the end of the trace; empty when there is none. */
export function stateText({ state }: Pick<Outcome, "state">): string {
  return state === undefined ? "" : `${JSON.stringify(state, null, 2)}\n`;
}
