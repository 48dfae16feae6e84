import { SHARED_MS } from "./folder-names.ts";
import { folderIsUnchanged, mayHaveGenerations } from "./generations.ts";
import { statOf } from "./open-input.ts";
import { type Opened, sameFile } from "./opened.ts";
import { RegularFile } from "./regular-file.ts";
import { nsBefore } from "./resume.ts";
import type { InputSettings } from "./settings.ts";

/** What has become of the name of a file that is open, and of what was read of it. */
type NameState = "same" | "gone" | "truncated" | "replaced";

/** In a folder that changes all the time, looking for what was rotated waits ever longer, up to so long. */
const LONGEST_REST_SECONDS = 10;
const LOOKS_WITHOUT_REST = 20;

/** Looks what becomes of the name of an input's file. */
export class NameWatch {
  /** It was gone when it was looked at last. */
  isGone = false;
  /** A look has found that something has become of the name; what, is asked when the file was read. */
  hasNews = false;
  private readonly name: string;
  private readonly around: Readonly<{ settings: InputSettings }>;
  private askedNs = 0n;
  private looks = 0;
  private restsUntil = 0;

  constructor(name: string, around: Readonly<{ settings: InputSettings }>) {
    this.name = name;
    this.around = around;
  }

  /**
   * Notes whether something has become of the name. While it is gone, more files may be rotated; and a file
   * of which nothing has been read may have been copied and truncated.
   */
  look(current: Opened): void {
    const state = this.stateOf(current);
    if (state === "truncated" || state === "replaced") this.hasNews = true;
    const isUnread = state === "same" && current instanceof RegularFile && current.position === 0;
    if ((state === "gone" || isUnread) && this.folderHasChanged()) this.hasNews = true;
  }

  /**
   * Whether files of the folder have got other names since this was asked for the last time, and there are
   * any that the input may have had.
   */
  folderHasChanged(): boolean {
    const now = this.around.settings.now();
    // The clock may have been set back.
    const isResting = now < this.restsUntil && now > this.restsUntil - LONGEST_REST_SECONDS;
    if (isResting || folderIsUnchanged(this.name, this.askedNs)) return false;
    const askedNs = nsBefore(Date.now() - SHARED_MS);
    const hasRotated = mayHaveGenerations(this.name, this.around.settings.opener);
    if (hasRotated === undefined) return false;
    this.askedNs = askedNs;
    this.looks = hasRotated ? this.looks + 1 : 0;
    const rest = Math.max(0, this.looks - LOOKS_WITHOUT_REST);
    this.restsUntil = now + Math.min(LONGEST_REST_SECONDS, rest);
    return hasRotated;
  }

  /** Whether the file that is open still has its name, and what was read is still in it. */
  stateOf(current: Opened): NameState {
    const stat = statOf(this.name, this.around.settings.opener);
    if (this.isGone !== (stat === undefined)) [this.looks, this.restsUntil] = [0, 0];
    this.isGone = stat === undefined;
    if (!stat) return "gone";
    if (!sameFile(current.identity, { device: stat.dev, inode: stat.ino })) return "replaced";
    if (!(current instanceof RegularFile)) return "same";
    return current.overwritten || Number(stat.size) < current.position ? "truncated" : "same";
  }
}
