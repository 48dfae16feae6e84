import { spawnSync } from "node:child_process";

/**
 * Compiles each piece of code as the rules' own Perl process would, in the package main::SEC, and answers
 * with what is wrong with it. What the code prints while it is compiled goes nowhere.
 */
const COMPILER = String.raw`
open(my $answers, ">&", \*STDOUT) or die;
open(STDOUT, ">", "/dev/null");
binmode($answers);
$answers->autoflush(1);
binmode(STDIN);
while (defined(my $length = <STDIN>)) {
  read(STDIN, my $code, $length);
  my $result = main::SEC::compile($code);
  my $yielded = "it yields " . (defined($result) ? "'$result'" : "nothing");
  my $fault = ref($result) eq "CODE" ? "" : $@ ne "" ? $@ : $yielded;
  print $answers length($fault), "\n", $fault;
}
package main::SEC; sub compile { my $code = eval $_[0]; return $code; }
`;

const TIMEOUT_MILLISECONDS = 30_000;
const LARGEST_ANSWER_BYTES = 1 << 28;

/** What came of checking code: the faults by code, or why nothing could be checked. */
export type PerlVerdicts =
  | { readonly kind: "checked"; readonly faults: ReadonlyMap<string, string> }
  | { readonly kind: "no-perl"; readonly reason: string };

/**
 * Checks that each piece of code yields a function, all in one Perl process. Strings hold one byte a
 * character.
 */
export function checkPerlFunctions(codes: ReadonlySet<string>): PerlVerdicts {
  const faults = new Map<string, string>();
  let rest = [...codes];
  while (rest.length > 0) {
    const input = rest.map((code) => `${code.length}\n${code}`).join("");
    const { stdout, error } = spawnSync("perl", ["-MIO::Handle", "-e", COMPILER], {
      input: Buffer.from(input, "latin1"),
      stdio: ["pipe", "pipe", "ignore"],
      timeout: TIMEOUT_MILLISECONDS,
      killSignal: "SIGKILL",
      maxBuffer: LARGEST_ANSWER_BYTES,
    });
    if (error && "code" in error && error.code !== "ETIMEDOUT" && error.code !== "EPIPE") {
      return {
        kind: "no-perl",
        reason: error.code === "ENOENT" ? "there is no program perl" : error.message,
      };
    }
    const answers = readAnswers(stdout.toString("latin1"));
    answers.forEach((message, index) => {
      if (message !== "") faults.set(rest[index] ?? "", withoutPlace(message));
    });
    const culprit = rest[answers.length];
    if (culprit === undefined) break;
    faults.set(culprit, "it ends the Perl process, or takes too long, when it is compiled");
    rest = rest.slice(answers.length + 1);
  }
  return { kind: "checked", faults };
}

function readAnswers(output: string): readonly string[] {
  const answers: string[] = [];
  for (let at = 0; at < output.length; ) {
    const newline = output.indexOf("\n", at);
    if (newline < 0) break;
    const end = newline + 1 + Number(output.slice(at, newline));
    answers.push(output.slice(newline + 1, end));
    at = end;
  }
  return answers;
}

/**
 * A fault that Perl names, on one line and without its place. The line number that Perl names is always 1,
 * since lines that are continued in a rule file are one to Perl.
 */
export function withoutPlace(message: string): string {
  return message
    .replace(/ at \(eval \d+\) line \d+(?:, <STDIN> (?:line|chunk) \d+)?/g, "")
    .replace(/, <STDIN> (?:line|chunk) \d+/g, "")
    .replace(/ \(@INC contains: [^)]*\)/g, "")
    .trim()
    .replace(/\s*\n\s*/g, "; ");
}
