import { spawn } from "node:child_process";
import { closeSync, writeSync } from "node:fs";
import type { Readable } from "node:stream";

/** Tells the program that it is the one that was put into the background. */
const MARK = "SEC_TS_DETACHED";
/** The descriptor over which it says what is wrong, and that it has begun. */
const REPORT = 3;
const STARTED = "\0";
const LONGEST_START_MS = 60_000;

let isReporting = false;

/**
 * Whether this is the program in the background, to which nothing but the log is connected; told once, so
 * that commands do not see it.
 */
export function isDetached(): boolean {
  const detached = process.env[MARK] === String(process.ppid);
  delete process.env[MARK];
  isReporting = detached;
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
  const report = daemon.stdio[REPORT] as Readable | undefined;
  const status = await new Promise<number>((resolve) => {
    setTimeout(() => resolve(0), LONGEST_START_MS).unref();
    report?.on("data", (data: Buffer) => {
      const text = data.toString("latin1");
      process.stderr.write(text.replaceAll(STARTED, ""), "latin1");
      if (text.includes(STARTED)) resolve(0);
    });
    daemon.once("error", () => resolve(1));
    // By then all that it has said has come.
    daemon.once("close", (code) => resolve(code ?? 1));
  });
  report?.destroy();
  daemon.unref();
  return status;
}

/** Says what is wrong on standard error: until the daemon is at work, that of the program in front. */
export function complain(complaints: readonly string[]): void {
  for (const complaint of complaints) {
    if (isReporting) tell(`${complaint}\n`);
    else process.stderr.write(`${complaint}\n`);
  }
}

function tell(text: string): void {
  try {
    writeSync(REPORT, text);
  } catch {
    // Nobody waits.
  }
}

/** Lets the program in the foreground end: the daemon is at work. */
export function reportStarted(): void {
  tell(STARTED);
  isReporting = false;
  try {
    closeSync(REPORT);
  } catch {
    // Nobody waits.
  }
}
