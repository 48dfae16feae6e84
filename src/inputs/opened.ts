import type { ByteSource, LineSplitter } from "./line-splitter.ts";

/** What tells a file from all others, whatever its name is. */
export interface FileIdentity {
  readonly device: bigint;
  readonly inode: bigint;
}

/** An input file that is open. */
export interface Opened extends ByteSource {
  readonly kind: "regular file" | "pipe";
  readonly descriptor: number;
  /** Absent for standard input, which has no name that could be given to another file. */
  readonly identity: FileIdentity | undefined;
  readonly lines: LineSplitter;
  /** Whether somebody must look now and then if there is more to read, since nothing tells us. */
  readonly needsPolling: boolean;
  /** Has itself told, by the callback that it was opened with, when there is more. */
  wait(): void;
  /** Whether a look at it says that there is more to read. Costs one call of the system. */
  hasMore(): boolean;
  /** Its writers have gone, and its last line has been taken: whether there is more to come all the same. */
  waitsForSpool?(): boolean;
  /** Leaves its name, but goes on being read. */
  close(): void;
}

/** Whether two files are one. */
export function sameFile(one: FileIdentity | undefined, other: FileIdentity | undefined): boolean {
  return one?.device === other?.device && one?.inode === other?.inode;
}
