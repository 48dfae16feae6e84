import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { constants } from "node:os";
import type { Command } from "../core/ports.ts";
import { commandLine } from "./command-line.ts";

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
  const line = commandLine(command);
  const shell = command.shell && line.joinsErrors ? ["/bin/sh", "-c", command.line] : line.arguments;
  const [program = "", ...args] = shell.map(bytes);
  const { pid, stdout, status, signal }: Partial<SpawnSyncReturns<Buffer>> = spawnSync(program, args, {
    input: Buffer.from(input.map((text) => `${text}\n`).join(""), "latin1"),
    stdio: ["pipe", "pipe", "inherit"],
    maxBuffer: MOST_OUTPUT_BYTES,
    ...(folder === undefined ? {} : { cwd: folder }),
  });
  const ended = { child: pid ?? 0, output: stdout?.toString("latin1") ?? "" };
  if (signal) return { ...ended, code: 0, signal: constants.signals[signal] };
  return { ...ended, code: status ?? 1 };
}

/** Node encodes arguments as UTF-8; bytes that are not valid UTF-8 cannot be passed. */
function bytes(text: string): string {
  return Buffer.from(text, "latin1").toString("utf8");
}
