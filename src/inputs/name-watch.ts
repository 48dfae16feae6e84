import { folderIsUnchanged } from "./generations.ts";
import { statOf } from "./open-input.ts";
import { type Opened, sameFile } from "./opened.ts";
import type { PrivilegedOpener } from "./privileged-opener.ts";
import { RegularFile } from "./regular-file.ts";
import { nsBefore } from "./resume.ts";

/** What has become of the name of a file that is open, and of what was read of it. */
type NameState = "same" | "gone" | "truncated" | "replaced";

/** Looks what becomes of the name of an input's file. */
export class NameWatch {
  /** It was gone when it was looked at last. */
  isGone = false;
  /** A look has found that something has become of the name; what, is asked when the file was read. */
  hasNews = false;
  private readonly name: string;
  private readonly opener: PrivilegedOpener | undefined;
  private askedNs = 0n;

  constructor(name: string, opener: PrivilegedOpener | undefined) {
    this.name = name;
    this.opener = opener;
  }

  /** Notes whether something has become of the name. While it is gone, more files may be rotated. */
  look(current: Opened): void {
    const state = this.stateOf(current);
    if (state === "truncated" || state === "replaced") this.hasNews = true;
    if (state === "gone" && this.folderHasChanged()) this.hasNews = true;
  }

  /** Whether files of the folder have got other names since this was asked for the last time. */
  folderHasChanged(): boolean {
    if (folderIsUnchanged(this.name, this.askedNs)) return false;
    this.askedNs = nsBefore(Date.now());
    return true;
  }

  /** Whether the file that is open still has its name, and what was read is still in it. */
  stateOf(current: Opened): NameState {
    const stat = statOf(this.name, this.opener);
    this.isGone = stat === undefined;
    if (!stat) return "gone";
    if (!sameFile(current.identity, { device: stat.dev, inode: stat.ino })) return "replaced";
    if (!(current instanceof RegularFile)) return "same";
    return current.overwritten || Number(stat.size) < current.position ? "truncated" : "same";
  }
}
