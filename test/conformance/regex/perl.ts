import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

export interface RegexCase {
  readonly pat: string;
  readonly flags: string;
  readonly subj: string;
}

/** What Perl says: spans by group (`m`), `false` for no match, `err` for a pattern that does not compile. */
export interface PerlAnswer {
  readonly m?: readonly (readonly [number, number] | null)[] | false;
  readonly named?: Readonly<Record<string, string>>;
  readonly err?: string;
  /** Characters of the pattern before Perl's `<-- HERE`. */
  readonly at?: number;
  /** Perl died while matching. */
  readonly died?: string;
}

const SCRIPT = fileURLToPath(new URL("answer.pl", import.meta.url));

/**
 * Asks the installed Perl about many cases, in one process. A case that takes Perl longer than a second
 * ends that process; its answer is undefined, and a new process goes on with the next.
 */
export function askPerl(cases: readonly RegexCase[]): (PerlAnswer | undefined)[] {
  const answers: (PerlAnswer | undefined)[] = [];
  while (answers.length < cases.length) {
    const input = cases.slice(answers.length).map((one) => JSON.stringify(one));
    const { stdout, error } = spawnSync("perl", [SCRIPT], {
      input: `${input.join("\n")}\n`,
      encoding: "utf8",
      maxBuffer: 1 << 30,
      env: { ...process.env, PERL_SIGNALS: "unsafe", LC_ALL: "C" },
    });
    // A Perl that ended itself no longer reads its input.
    if (error !== undefined && (error as NodeJS.ErrnoException).code !== "EPIPE") throw error;
    const lines = stdout.split("\n").slice(0, -1);
    for (const line of lines) answers.push(JSON.parse(line) as PerlAnswer);
    if (answers.length < cases.length) answers.push(undefined);
  }
  return answers;
}

/** Whether there is a Perl to ask; some hosts have none. */
export function hasPerl(): boolean {
  return spawnSync("perl", ["-MJSON::PP", "-e", "exit 0"]).status === 0;
}
