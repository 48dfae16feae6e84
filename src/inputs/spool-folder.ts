import { lstatSync, readdirSync, realpathSync, renameSync, statSync } from "node:fs";
import type { LogLevel } from "../core/ports.ts";

/**
 * The folder of a spool. Versions that did not look behind a symbolic link to the state file had it beside
 * the link: if it is still there it is moved, or used where it is if that cannot be done.
 */
export function spoolFolder(
  folder: string,
  former: string,
  log: (level: LogLevel, message: string) => void,
): string {
  if (former === folder || !isFolder(former) || isSame(former, folder)) return folder;
  if (lstatSync(folder, { throwIfNoEntry: false }) && !isEmpty(folder)) {
    log(2, `The spool in ${former} is not read, since there is one in ${folder}; take one of them away`);
    return folder;
  }
  try {
    // A link to a folder may say where that is from its own.
    if (lstatSync(former).isSymbolicLink()) return former;
    renameSync(former, folder);
    return folder;
  } catch {
    return former;
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function isEmpty(path: string): boolean {
  try {
    return readdirSync(path).length === 0;
  } catch {
    return false;
  }
}

/** Beside a link to a folder there is the same. */
function isSame(one: string, other: string): boolean {
  try {
    return realpathSync(one) === realpathSync(other);
  } catch {
    return false;
  }
}
