import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { libc } from "./libc.ts";

const clockGettime = libc.func("int clock_gettime(int, void *)");

const CLOCK_BOOTTIME = 7;

/** The unit of times in /proc, the same on all machines (USER_HZ). */
const TICKS_PER_SECOND = 100;
/** Bits of SIGINT and SIGQUIT in a set of signals. */
const SIGINT_AND_SIGQUIT = 0b110n;
/** A process that goes on starting others is looked at so often. */
const MOST_LOOKS = 10;

interface ProcessStatus {
  readonly pid: number;
  readonly parent: number;
  /** When it began, in ticks since the system was started. */
  readonly began: number;
}

/**
 * Ends a process and those that it has started in the last milliseconds, with all that these have started:
 * what a call of `system` or backticks is waiting for. Whatever it has started before is left alone, and so
 * are the jobs that a shell runs in the background, which ignore SIGINT and SIGQUIT (sh(1), "Asynchronous
 * Lists"), and processes whose parents are gone.
 */
export function endWithRecentChildren(pid: number, milliseconds: number): void {
  try {
    for (const each of stoppedWith(pid, milliseconds)) send(each, "SIGKILL");
  } finally {
    send(pid, "SIGKILL");
  }
}

/** Stops them, and says which they are. */
function stoppedWith(pid: number, milliseconds: number): ReadonlySet<number> {
  const found = new Set([pid]);
  // Of another PID namespace the numbers would mean other processes.
  if (!isOurNamespace()) return found;
  const since = Math.floor((secondsSinceStart() - milliseconds / 1000) * TICKS_PER_SECOND);
  // Stopped, they start nothing while they are looked for.
  send(pid, "SIGSTOP");
  for (let looks = 0, before = 0; found.size > before && looks < MOST_LOOKS; looks += 1) {
    before = found.size;
    for (const child of childrenOf(found, (status) => status.parent !== pid || status.began >= since)) {
      found.add(child);
      send(child, "SIGSTOP");
    }
  }
  return found;
}

/** Processes whose parents are among those given, or found to be, and that are none of these themselves. */
function childrenOf(parents: ReadonlySet<number>, isMeant: (child: ProcessStatus) => boolean): number[] {
  const all = processes();
  return all.flatMap((child) =>
    parents.has(child.parent) && !parents.has(child.pid) && isMeant(child) && !isInBackground(child, all)
      ? [child.pid]
      : [],
  );
}

function processes(): ProcessStatus[] {
  return numbersIn("/proc").flatMap((name) => {
    const text = contentOf(`/proc/${name}/stat`);
    // The program's name comes second, in parentheses, and may contain anything.
    const [, parent, ...others] = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return parent === undefined
      ? []
      : [{ pid: Number(name), parent: Number(parent), began: Number(others[17]) }];
  });
}

/** The clock of the times in /proc; /proc/uptime may be that of a container. */
function secondsSinceStart(): number {
  const time = new BigInt64Array(2);
  clockGettime(CLOCK_BOOTTIME, time);
  return Number(time[0]) + Number(time[1]) / 1e9;
}

/** A process that waits in system(3) ignores them too, but not the one that it waits for. */
function isInBackground({ pid }: ProcessStatus, all: readonly ProcessStatus[]): boolean {
  return ignoresBoth(pid) && all.every(({ parent, pid: child }) => parent !== pid || ignoresBoth(child));
}

function ignoresBoth(pid: number): boolean {
  const ignored = /^SigIgn:\s*([\da-f]+)/m.exec(contentOf(`/proc/${pid}/status`))?.[1];
  return ignored !== undefined && (BigInt(`0x${ignored}`) & SIGINT_AND_SIGQUIT) === SIGINT_AND_SIGQUIT;
}

function isOurNamespace(): boolean {
  try {
    return readlinkSync("/proc/self") === String(process.pid);
  } catch {
    return false;
  }
}

function numbersIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

/** What a file of /proc says, or nothing if the process is gone. */
function contentOf(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended by itself.
  }
}
