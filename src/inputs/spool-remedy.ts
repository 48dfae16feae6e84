/** What to do about a spool that takes nothing, by the system's name of the error. */
const REMEDIES: Readonly<Record<string, (folder: string) => string>> = {
  EACCES: (folder) => `let our user enter ${folder}, write there and read what is there`,
  EDQUOT: makeRoom,
  EEXIST: noFolder,
  EIO: (folder) => `see whether the disk below ${folder} is well`,
  EISDIR: (folder) => `take away what is no file of ours in ${folder}`,
  ENOSPC: makeRoom,
  ENOTDIR: noFolder,
  EPERM: (folder) => `let our user write in ${folder}`,
  EROFS: (folder) => `let the file system below ${folder} be written to`,
};

function makeRoom(folder: string): string {
  return `make room on the file system of ${folder}`;
}

function noFolder(folder: string): string {
  return `take away what has the name ${folder} and is no folder`;
}

/** What can be done about an error of a spool, to be put behind it; empty if that is not known. */
export function remedyFor({ code = "" }: NodeJS.ErrnoException, folder: string): string {
  const remedy = REMEDIES[code]?.(folder);
  return remedy === undefined ? "" : `; ${remedy}`;
}
