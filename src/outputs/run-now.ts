import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import type { Command } from "../core/ports.ts";

/** How a command that was run to its end ended. */
export interface Ended {
  /** What it wrote to standard output, one character a byte. */
  readonly output: string;
  /** Its exit code; undefined if a signal ended it. */
  readonly code: number | undefined;
  readonly signal: string | undefined;
}

const MOST_OUTPUT_BYTES = 64 * 1024 * 1024;
/** What makes Perl's `exec` give a command line to the shell. */
const SHELL_CHARACTERS = /[$&*(){}[\]'";\\|?<>~`\n]/;

/** Runs a command and waits for its end. Its standard error is ours. */
export function runNow(command: Command, input: readonly string[], folder?: string): Ended {
  const [program = "", ...args] = programOf(command);
  const { stdout, status, signal, error }: Partial<SpawnSyncReturns<Buffer>> = spawnSync(program, args, {
    input: Buffer.from(input.map((line) => `${line}\n`).join(""), "latin1"),
    stdio: ["pipe", "pipe", "inherit"],
    maxBuffer: MOST_OUTPUT_BYTES,
    ...(folder === undefined ? {} : { cwd: folder }),
  });
  const output = stdout?.toString("latin1") ?? "";
  if (error && !status && !signal) return { output, code: 1, signal: undefined };
  return { output, code: status ?? undefined, signal: signal ?? undefined };
}

/** A command line without shell characters is split at white space and started directly, as Perl does. */
function programOf(command: Command): readonly string[] {
  if (!command.shell) return command.arguments.map(bytes);
  const { line } = command;
  return SHELL_CHARACTERS.test(line)
    ? ["/bin/sh", "-c", bytes(line)]
    : line
        .trim()
        .split(/[\t-\r ]+/)
        .map(bytes);
}

/** Node encodes arguments as UTF-8; bytes that are not valid UTF-8 cannot be passed. */
function bytes(text: string): string {
  return Buffer.from(text, "latin1").toString("utf8");
}
