import { spawn } from "node:child_process";
import { closeSync, writeSync } from "node:fs";

/** Tells the program that it is the one that was put into the background. */
const MARK = "SEC_TS_DETACHED";
/** The descriptor over which it says that it has begun. */
const REPORT = 3;
const LONGEST_START_MS = 60_000;

/**
 * Whether this is the program in the background, to which nothing but the log is connected; told once, so
 * that commands do not see it.
 */
export function isDetached(): boolean {
  const detached = process.env[MARK] === String(process.ppid);
  delete process.env[MARK];
  return detached;
}

/** What to put into the environment of a program that takes our place in the background. */
export function detachedMark(): NodeJS.ProcessEnv {
  return { [MARK]: String(process.ppid) };
}

/**
 * Starts the program again as a daemon: in a session of its own, connected to nothing. Returns the exit code
 * of the program in the foreground, when the daemon is at work or has ended.
 */
export async function startDetached(args: readonly string[]): Promise<number> {
  const daemon = spawn(process.execPath, [...process.execArgv, process.argv[1]!, ...args], {
    detached: true,
    stdio: ["ignore", "ignore", "ignore", "pipe"],
    env: { ...process.env, [MARK]: String(process.pid) },
  });
  const report = daemon.stdio[REPORT];
  const status = await new Promise<number>((resolve) => {
    setTimeout(() => resolve(0), LONGEST_START_MS).unref();
    report?.once("data", () => resolve(0));
    daemon.once("error", () => resolve(1));
    daemon.once("exit", (code) => resolve(code ?? 1));
  });
  report?.destroy();
  daemon.unref();
  return status;
}

/** Lets the program in the foreground end: the daemon is at work. */
export function reportStarted(): void {
  try {
    writeSync(REPORT, "\n");
    closeSync(REPORT);
  } catch {
    // Nobody waits.
  }
}
