import { type Stats, statSync } from "node:fs";
import { dirname } from "node:path";

const WRITABLE_BY_OTHERS = 0o022;

/**
 * Why a file is not to be trusted (`--strict-ownership`): it, or the folder in which it could be replaced,
 * belongs to somebody else than root or can be written by others. A file that cannot be looked at is not
 * judged; reading it will fail.
 */
export function whyNotTrusted(path: string): string | undefined {
  return fault(path, "it") ?? fault(dirname(path), "its folder");
}

function fault(path: string, what: string): string | undefined {
  let stat: Stats | undefined;
  try {
    stat = statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
  if (!stat) return undefined;
  if (stat.uid !== 0) return `${what} does not belong to root`;
  return (stat.mode & WRITABLE_BY_OTHERS) === 0 ? undefined : `${what} can be written by others than root`;
}
