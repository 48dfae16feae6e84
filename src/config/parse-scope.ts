import type { Report } from "./diagnostics/diagnostic.ts";

/** Why a piece of code does not compile; `offset` counts from its start, if the place is known. */
export interface CodeFault {
  readonly message: string;
  readonly offset?: number;
}

/** What judges code in other languages: each returns what is wrong with a text, or nothing. */
export interface CodeChecks {
  readonly regex?: ((pattern: string) => CodeFault | undefined) | undefined;
  /** Perl code that must yield a reference to a function. */
  readonly perl?: ((code: string) => CodeFault | undefined) | undefined;
}

/** What every parser of a rule's fields gets besides the text. A parser that returns undefined has reported why. */
export interface ParseScope {
  readonly report: Report;
  readonly checks: CodeChecks;
}
