import { type BigIntStats, closeSync, constants, fstatSync } from "node:fs";
import { cString, ENOENT, errorText, lastErrno, libc } from "./libc.ts";

const openat = libc.func("int openat(int, void *, int, int)");

const { O_DIRECTORY, O_NOCTTY, O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;
const O_PATH = 0o10000000;
const O_CLOEXEC = 0o2000000;
const AT_FDCWD = -100;
const WRITABLE_BY_OTHERS = 0o022n;

/** Why a file is not opened. */
export interface Refusal {
  readonly refusal: string;
  /** There is no file of that name. */
  readonly missing: boolean;
}

/** What a name stands for, found without opening it. */
export interface Found {
  readonly stat: BigIntStats;
}

/**
 * Opens a regular file or a FIFO for reading, on behalf of somebody who may not: only if nobody but root can
 * have put it there. Every folder on the way belongs to root and cannot be written by others; the file
 * belongs to root and has one name; no symbolic link is followed anywhere. `path` is absolute; its characters
 * are bytes.
 */
export function openTrusted(path: string): { readonly descriptor: number } | Refusal {
  return atName(path, (folder, name, stat) => {
    const flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
    const descriptor = openat(folder, cString(name), flags, 0);
    if (descriptor < 0) return failed(path);
    const opened = fstatSync(descriptor, { bigint: true });
    if (opened.dev === stat.dev && opened.ino === stat.ino) return { descriptor };
    closeSync(descriptor);
    return { refusal: `${path} is being replaced`, missing: false };
  });
}

/** Looks at such a file. */
export function findTrusted(path: string): Found | Refusal {
  return atName(path, (_folder, _name, stat) => ({ stat }));
}

/** Walks to a name through trusted folders only, and looks at what is there before it is touched. */
function atName<T>(path: string, act: (folder: number, name: string, stat: BigIntStats) => T): T | Refusal {
  const names = path.split("/").filter((name) => name !== "");
  const last = names.pop();
  if (!path.startsWith("/") || last === undefined || [...names, last].some((name) => /^\.\.?$/.test(name))) {
    return { refusal: `${path} is not the name of a file from the root on`, missing: false };
  }
  let folder = openat(AT_FDCWD, cString("/"), O_PATH | O_DIRECTORY | O_CLOEXEC, 0);
  try {
    let fault = folderFault("/", folder);
    let walked = "";
    for (const name of names) {
      if (fault !== undefined) return { refusal: fault, missing: false };
      walked += `/${name}`;
      const next = openat(folder, cString(name), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, 0);
      if (next < 0) return failed(walked);
      closeSync(folder);
      folder = next;
      fault = folderFault(walked, folder);
    }
    if (fault !== undefined) return { refusal: fault, missing: false };
    const stat = statAt(folder, last);
    if (!stat) return failed(path);
    const reason = fileFault(path, stat);
    return reason === undefined ? act(folder, last, stat) : { refusal: reason, missing: false };
  } finally {
    if (folder >= 0) closeSync(folder);
  }
}

/** Of the name itself, and without opening it, which may have effects. */
function statAt(folder: number, name: string): BigIntStats | undefined {
  const descriptor = openat(folder, cString(name), O_PATH | O_NOFOLLOW | O_CLOEXEC, 0);
  if (descriptor < 0) return undefined;
  try {
    return fstatSync(descriptor, { bigint: true });
  } finally {
    closeSync(descriptor);
  }
}

function folderFault(path: string, descriptor: number): string | undefined {
  if (descriptor < 0) return failed(path).refusal;
  const { uid, mode } = fstatSync(descriptor, { bigint: true });
  if (uid !== 0n) return `folder ${path} does not belong to root`;
  return (mode & WRITABLE_BY_OTHERS) === 0n ? undefined : `folder ${path} can be written by others than root`;
}

function fileFault(path: string, stat: BigIntStats): string | undefined {
  if (stat.isSymbolicLink()) return `${path} is a symbolic link`;
  if (!stat.isFile() && !stat.isFIFO()) return `${path} is neither a regular file nor a FIFO`;
  if (stat.uid !== 0n) return `${path} does not belong to root`;
  return stat.nlink === 1n ? undefined : `${path} has other names`;
}

function failed(path: string): Refusal {
  const errno = lastErrno();
  return { refusal: `${path}: ${errorText(errno)}`, missing: errno === ENOENT };
}
