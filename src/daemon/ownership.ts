import { lstatSync, readlinkSync, type Stats } from "node:fs";
import { dirname, join, resolve } from "node:path";

const WRITABLE_BY_OTHERS = 0o022;
/** In such a folder nobody can move away what is another's. */
const STICKY = 0o1000;
/** Of more symbolic links the kernel follows none. */
const MOST_LINKS = 40;

/**
 * Why a file is not to be trusted: it, or a folder or symbolic link on the way to it, belongs to somebody
 * else than root or can be written by others. A file that cannot be looked at is not judged; reading it will
 * fail.
 */
export function whyNotTrusted(path: string): string | undefined {
  try {
    return faultOnTheWay(resolve(path));
  } catch {
    return undefined;
  }
}

/** Walks as the kernel does: whoever can change a link in the middle can have another file read. */
function faultOnTheWay(path: string): string | undefined {
  const names = namesOf(path);
  let links = 0;
  for (let folder = "/", at = "/"; ; ) {
    const stat = lstatSync(at);
    const what = names.length === 0 && !stat.isSymbolicLink() ? "it" : at;
    const found = fault(stat, what);
    if (found !== undefined) return found;
    if (stat.isSymbolicLink()) {
      links += 1;
      if (links > MOST_LINKS) return undefined;
      const target = readlinkSync(at);
      names.unshift(...namesOf(target));
      if (target.startsWith("/")) folder = "/";
    } else folder = at;
    const name = names.shift();
    if (name === undefined) return undefined;
    at = name === ".." ? dirname(folder) : join(folder, name);
  }
}

function namesOf(path: string): string[] {
  return path.split("/").filter((name) => name !== "" && name !== ".");
}

function fault(stat: Stats, what: string): string | undefined {
  if (stat.uid !== 0) return `${what} does not belong to root`;
  // Everybody may write a link, which means nothing.
  if (stat.isSymbolicLink() || (stat.mode & WRITABLE_BY_OTHERS) === 0) return undefined;
  if (stat.isDirectory() && (stat.mode & STICKY) !== 0) return undefined;
  return `${what} can be written by others than root`;
}
