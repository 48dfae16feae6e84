import type { Command } from "../core/ports.ts";

/** How a command is started. All texts are bytes, one a character. */
export interface CommandLine {
  /** Absent if there is nothing to execute. */
  readonly program: string | undefined;
  /** The first is the program's name for itself. */
  readonly arguments: readonly string[];
  /** Whether standard error is to go where standard output goes. */
  readonly joinsErrors: boolean;
}

const BLANK = /[\t-\r ]+/;
/** Characters that make Perl give a command line to the shell. */
const SHELL_CHARACTERS = /[$&*(){}[\]'";\\|?<>~`\n]/;
/** Command lines that need a shell without such characters. */
const SHELL_WORDS = /^(?:exec[\t-\r ]|\w*=)/;
const JOINS_ERRORS = /[\t-\r ]2>&1[\t-\r ]*$/;

/**
 * What is to be executed for a command. A command line that needs no shell is split at white space and
 * started directly, as Perl's `exec` does (perlfunc, "exec"). Nothing after a NUL counts.
 */
export function commandLine(command: Command): CommandLine {
  if (!command.shell) return direct(command.arguments, false);
  const line = command.line
    .replace(/\0.*/s, "")
    .replace(/^[\t-\r ]+/, "")
    .replace(/\n$/, "");
  const joinsErrors = JOINS_ERRORS.test(line);
  const plain = joinsErrors ? line.replace(JOINS_ERRORS, "") : line;
  if (SHELL_WORDS.test(line) || SHELL_CHARACTERS.test(plain)) {
    return { program: "/bin/sh", arguments: ["sh", "-c", line], joinsErrors: false };
  }
  return direct(
    plain.split(BLANK).filter((word) => word !== ""),
    joinsErrors,
  );
}

function direct(words: readonly string[], joinsErrors: boolean): CommandLine {
  return { program: words[0], arguments: words, joinsErrors };
}
