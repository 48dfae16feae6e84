/** One subcommand: it writes its output itself and returns the exit code. */
export interface Command {
  readonly summary: string;
  run(args: readonly string[]): Promise<number>;
}

/** A mistake on the command line. */
export const USAGE_ERROR = 2;
