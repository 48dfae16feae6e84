/** An option of a subcommand, as its manual and its completion show it. */
export interface CommandOption {
  readonly describe: string;
  /** Without a value if "boolean". */
  readonly type?: string;
  readonly choices?: readonly string[];
  readonly default?: unknown;
}

/** One subcommand: it writes its output itself and returns the exit code. */
export interface Command {
  readonly summary: string;
  /** What follows its name, as a manual writes it: `ACTION FILE`, `[option …]`. */
  readonly synopsis: string;
  readonly options?: Readonly<Record<string, CommandOption>>;
  /** The words that may come first, and what each does. */
  readonly actions?: Readonly<Record<string, string>>;
  run(args: readonly string[]): Promise<number>;
}

/** A mistake on the command line. */
export const USAGE_ERROR = 2;
