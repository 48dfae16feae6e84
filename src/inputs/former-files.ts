import { type Opened, sameFile } from "./opened.ts";
import { RegularFile } from "./regular-file.ts";
import type { Settled } from "./settled.ts";
import { SpooledPipe } from "./spooled-pipe.ts";

/** A file that has lost its name is read until it has been quiet for so long. */
const KEEP_SECONDS = 60;
/** After so long without more its last line is not going to be finished. */
const UNFINISHED_SECONDS = 3;
/** Of more files than these that have lost their name, those are closed that have been read to their ends. */
const MOST_FORMER = 64;

/** A file that has lost its name to another one. */
export interface Former {
  readonly file: Opened;
  quietSince: number;
  /** Its unfinished last line is to be taken as it is. */
  giveRest: boolean;
  /** It was found among others, or others were found after it: it may get the name, or get it back. */
  readonly isFound: boolean;
}

/** The files that had an input's name before, the oldest first. */
export class FormerFiles {
  private list: readonly Former[] = [];
  private readonly settled: Settled;

  constructor(settled: Settled) {
    this.settled = settled;
  }

  get all(): readonly Former[] {
    return this.list;
  }

  get files(): readonly Opened[] {
    return this.list.map(({ file }) => file);
  }

  /** Reads a file on that has lost its name, or was found under another one. */
  keep(file: Opened, now: number, isFound = false): void {
    // A spool has room for one pipe. What is in it and has not been taken yet, the next one takes.
    if (file instanceof SpooledPipe) {
      file.close();
      return;
    }
    if (file instanceof RegularFile) file.isAnotherNow = undefined;
    this.list = [...this.list, { file, quietSince: now, giveRest: false, isFound }];
    if (this.list.length <= MOST_FORMER) return;
    const over = this.list.find((former) => former.file.lines.pendingBytes === 0 && !former.file.hasMore());
    if (!over) return;
    this.settle(over.file);
    this.forget(over.file);
  }

  /** Closes a file of which nothing more is read here. */
  settle(file: Opened): void {
    const settled = file instanceof RegularFile ? file.settled : undefined;
    if (settled) this.settled.add(settled);
    file.close();
  }

  /**
   * Gives a file back that is the one that has been opened, which is closed then: its name may be a symbolic
   * link that was removed before it was made anew.
   */
  takeBack(opened: Opened): RegularFile | undefined {
    const former = this.list.find((one) => one.isFound && sameFile(one.file.identity, opened.identity));
    if (!(former?.file instanceof RegularFile)) return undefined;
    opened.close();
    this.forget(former.file);
    return former.file;
  }

  /** Forgets a file that has been closed. */
  forget(file: Opened): void {
    this.list = this.list.filter((former) => former.file !== file);
  }

  close(): void {
    for (const { file } of this.list) file.close();
    this.list = [];
  }

  /**
   * Closes those that have been quiet for long enough, unless that was because others came first, or no file
   * has the name: then their writer may not know of it. Returns whether one has an unfinished last line that
   * is to be taken before.
   */
  end(now: number, hasName: boolean): boolean {
    for (const former of this.list) {
      const { file, quietSince } = former;
      const isQuiet = file.lines.pendingBytes > 0 && now - quietSince >= UNFINISHED_SECONDS;
      // Nobody may have come to read it on, since there was so much before it.
      former.giveRest ||= isQuiet && !file.hasMore();
    }
    const isOver = ({ file, giveRest, quietSince }: Former) =>
      hasName && !giveRest && now - quietSince >= KEEP_SECONDS && !file.hasMore();
    const over = this.list.filter(isOver);
    for (const { file } of over) this.settle(file);
    this.list = this.list.filter((former) => !over.includes(former));
    return this.list.some(({ giveRest }) => giveRest);
  }
}
