/** Options that say how the Perl code of rules is run, for yargs. */
export const PERL_OPTIONS = {
  "perl-timeout": {
    type: "number",
    default: 5,
    describe: "seconds that a call of Perl code may take",
  },
  "perl-exit": {
    choices: ["end", "ignore"],
    default: "end",
    describe: "what exit in Perl code ends: the program, or only the call",
  },
} as const;

/** The Perl host's settings. Throws, with a message for the user, if a value makes no sense. */
export function perlOptions(options: { readonly "perl-timeout": number; readonly "perl-exit": string }): {
  readonly timeoutSeconds: number;
  readonly exit: "end" | "ignore";
} {
  const timeoutSeconds = options["perl-timeout"];
  if (!(timeoutSeconds > 0 && timeoutSeconds <= LONGEST_SECONDS)) {
    throw new Error(`--perl-timeout takes a number of seconds up to ${LONGEST_SECONDS}`);
  }
  return { timeoutSeconds, exit: options["perl-exit"] === "ignore" ? "ignore" : "end" };
}

/** More would not fit into the milliseconds of poll(2). */
const LONGEST_SECONDS = 1_000_000;
