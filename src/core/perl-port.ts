/** Why code of a rule yields no function. */
export interface PerlFault {
  readonly message: string;
  /** It ended its process or held it up when it was compiled, so nothing is known about the rest of it. */
  readonly deadly: boolean;
}

/** A value that only the Perl process holds: a code reference, or another reference in a match variable. */
export interface PerlReference {
  readonly handle: number;
  /** What it is as a text, such as `CODE(0x5618998f5d20)`. */
  readonly text: string;
}

/** A scalar of Perl; `undefined` is Perl's undefined value. Strings hold one byte a character. */
export type PerlValue = string | undefined | PerlReference;

export type PerlPairs = readonly (readonly [name: string, value: PerlValue])[];

/** A match cache entry, passed by reference. The port keeps it under its number while the event lasts. */
export interface PerlEntry {
  readonly entry: number;
  /** The entry's variables, if the port has not been given them. */
  readonly variables?: PerlPairs;
}

/** A parameter of a function: a scalar, a reference to a list, or to a match cache entry. */
export type PerlArgument = string | undefined | readonly string[] | PerlEntry;

/**
 * What is done with the result: its truth, in scalar context; its values as one text, in list context; or
 * its values as match variables, in list context.
 */
export type PerlWant = "truth" | "text" | "match";

/** One call of Perl code. */
export interface PerlCall {
  readonly want: PerlWant;
  /** A function, by its handle, or the text of a program. */
  readonly code: number | string;
  readonly arguments: readonly PerlArgument[];
  /** Whether references in the result are kept: functions of `eval`, values of matches that are cached. */
  readonly keep: boolean;
  /** The present second, and the number of the present event; entries and their references last as long. */
  readonly now: number;
  readonly event: number;
}

/** What came of a call. */
export type PerlOutcome =
  | { readonly kind: "truth"; readonly value: boolean }
  /** `undefined` if there were no values at all. */
  | { readonly kind: "text"; readonly value: PerlValue; readonly isNumber?: boolean }
  | { readonly kind: "no-match" }
  | { readonly kind: "values"; readonly values: readonly PerlValue[] }
  | { readonly kind: "hash"; readonly pairs: PerlPairs }
  /** A fatal run-time error, or the end of the Perl process. */
  | { readonly kind: "failed"; readonly message: string };

export interface PerlReply {
  readonly outcome: PerlOutcome;
  /** Entries that code has changed, with all of their variables. */
  readonly changed: readonly (PerlEntry & { readonly variables: PerlPairs })[];
  /** Set if the Perl process is a new one, which has forgotten all variables of the code. */
  readonly restarted: boolean;
}

/** The port through which the engine runs the Perl code of rules. */
export interface Perl {
  /** The handle of the function that code of a rule yields, compiled when the rules were read. */
  function(code: string): number;
  /** Throws {@link PerlExit} if the code ends the program. */
  call(call: PerlCall): PerlReply;
  /** A function that a variable held is no longer needed. */
  release(handle: number): void;
}

/** Perl code has called `exit`: the program is to end at once, with this status. */
export class PerlExit extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`Perl code ended the program with status ${status}`);
    this.status = status;
  }
}

/** Where there is no Perl, rules with Perl code are left out, so that nothing is ever called. */
export const NO_PERL: Perl = {
  function: () => 0,
  call: () => ({
    outcome: { kind: "failed", message: "there is no Perl" },
    changed: [],
    restarted: false,
  }),
  release: () => {},
};

/** The text of a value; Perl's undefined value is an empty string. */
export function perlText(value: PerlValue): string {
  return typeof value === "object" ? value.text : (value ?? "");
}
