import { closeSync, openSync, readFileSync } from "node:fs";

/**
 * Whether somebody works with the program at a terminal: it is in the foreground of the terminal that
 * controls it. Then SIGINT ends it (manual: "SIGNALS").
 */
export function isInteractive(): boolean {
  try {
    closeSync(openSync("/dev/tty", "r"));
    return inForeground(readFileSync("/proc/self/stat", "latin1"));
  } catch {
    return false;
  }
}

/** Of what proc_pid_stat(5) has behind the name: state, parent, group, session, terminal, its group. */
function inForeground(status: string): boolean {
  const [, , group, , , foreground] = status.slice(status.lastIndexOf(")") + 2).split(" ");
  return group === foreground;
}
