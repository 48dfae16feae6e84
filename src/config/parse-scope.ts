import type { PerlFault } from "../core/perl-port.ts";
import type { ShellVariables } from "../core/templates/shell-template.ts";
import type { RegexFault } from "../regex/index.ts";
import type { Report } from "./diagnostics/diagnostic.ts";

/**
 * Says why Perl code yields no function, or nothing if it does. Without such a check, all code is taken for
 * good.
 */
export type PerlCheck = (code: string) => PerlFault | undefined;

/**
 * What every parser of a rule's fields gets besides the text. A parser that returns undefined has reported
 * why.
 */
export interface ParseScope {
  readonly report: Report;
  readonly perl: PerlCheck | undefined;
  /** Says what is wrong with a regular expression. */
  readonly regexFault: (source: string) => RegexFault | undefined;
  /** What may be put into command lines for the shell (`--shell-vars`). */
  readonly shellVariables: ShellVariables;
  /** How many lines an input buffer will hold, 0 if as many as the patterns need (manual: `--bufsize`). */
  readonly bufferSize: number;
}
