import { realpathSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";

const WRITABLE_BY_OTHERS = 0o022;
/** In such a folder nobody can move away what is another's. */
const STICKY = 0o1000;

/**
 * Why a file is not to be trusted: it, or a folder on the way to it, belongs to somebody else than root or
 * can be written by others. A file that cannot be looked at is not judged; reading it will fail.
 */
export function whyNotTrusted(path: string): string | undefined {
  try {
    const absolute = resolve(path);
    return (
      fault(realpathSync(absolute)) ??
      folderFault(dirname(absolute)) ??
      folderFault(dirname(realpathSync(absolute)))
    );
  } catch {
    return undefined;
  }
}

function fault(file: string): string | undefined {
  const { uid, mode } = statSync(file);
  if (uid !== 0) return "it does not belong to root";
  return (mode & WRITABLE_BY_OTHERS) === 0 ? undefined : "it can be written by others than root";
}

function folderFault(folder: string): string | undefined {
  const { uid, mode } = statSync(folder);
  if (uid !== 0) return `${folder} does not belong to root`;
  if ((mode & WRITABLE_BY_OTHERS) !== 0 && (mode & STICKY) === 0) {
    return `${folder} can be written by others than root`;
  }
  return folder === "/" ? undefined : folderFault(dirname(folder));
}
