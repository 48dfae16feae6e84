import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { constants } from "node:os";
import type { Command } from "../core/ports.ts";
import { type CommandLine, commandLine } from "./command-line.ts";

/** How a command that was run to its end ended. */
export interface Ended {
  readonly child: number;
  /** What it wrote to standard output, one character a byte. */
  readonly output: string;
  /** Its exit code; 0 if a signal ended it. */
  readonly code: number;
  /** The number of the signal that ended it. */
  readonly signal?: number;
}

const MOST_OUTPUT_BYTES = 64 * 1024 * 1024;

/** Runs a command and waits for its end. Its standard error is ours. */
export function runNow(command: Command, input: readonly string[], folder?: string): Ended {
  const { program = "", arguments: words } = nowLine(command);
  const { pid, stdout, status, signal }: Partial<SpawnSyncReturns<Buffer>> = spawnSync(
    bytes(program),
    words.slice(1).map(bytes),
    {
      input: Buffer.from(input.map((text) => `${text}\n`).join(""), "latin1"),
      stdio: ["pipe", "pipe", "inherit"],
      maxBuffer: MOST_OUTPUT_BYTES,
      ...(folder === undefined ? {} : { cwd: folder }),
    },
  );
  const ended = { child: pid ?? 0, output: stdout?.toString("latin1") ?? "" };
  if (signal) return { ...ended, code: 0, signal: constants.signals[signal] };
  return { ...ended, code: status ?? 1 };
}

/** Node cannot send standard error into the pipe that standard output goes to, but a shell can. */
function nowLine(command: Command): CommandLine {
  const line = commandLine(command);
  if (!command.shell || !line.joinsErrors) return line;
  return { program: "/bin/sh", arguments: ["sh", "-c", command.line], joinsErrors: false };
}

/** Node encodes arguments as UTF-8; bytes that are not valid UTF-8 cannot be passed. */
function bytes(text: string): string {
  return Buffer.from(text, "latin1").toString("utf8");
}
