import { fstatSync } from "node:fs";
import { FormerFiles } from "./former-files.ts";
import { folderIsUnchanged, generationsOf } from "./generations.ts";
import { type FormerFile, lookUntilSteady, namesOf, type SearchSettings } from "./look.ts";
import type { OpenSettings } from "./open-input.ts";
import type { Opened } from "./opened.ts";
import { RegularFile } from "./regular-file.ts";
import {
  type FilePosition,
  findBetween,
  findCopy,
  findUnread,
  findUnreadable,
  isAnotherNow,
  nsBefore,
  type OpenFiles,
  readFormer,
} from "./resume.ts";
import type { InputSettings } from "./settings.ts";
import { Settled, settledNow } from "./settled.ts";

/** A file that is rotated while it is opened for the first time is opened so often. */
const MOST_LOOKS = 20;

/** Finds what has been rotated away without having been read. */
export class Rotation {
  private readonly around: Readonly<{ settings: InputSettings }>;
  /** Rotated files that could not be read when they were found again. */
  unreadable: readonly FilePosition[] = [];
  /** Whether nothing has been read yet of the file that has the name. */
  startIsNew = false;
  readonly settled = new Settled();
  private sinceNs = 0n;
  private hasCopies = false;

  readonly former = new FormerFiles(this.settled);

  constructor(around: Readonly<{ settings: InputSettings }>) {
    this.around = around;
  }

  /** What looking for files takes. */
  get searchSettings(): SearchSettings {
    const { log, opener } = this.around.settings;
    return { log, opener, settled: this.settled };
  }

  /**
   * Opens an input without knowing what is new in its folder. What is rotated from now on is; whatever
   * has been rotated before is settled.
   */
  beginRecord(name: string, open: () => Opened | undefined): void {
    if (this.settled.isKnown) {
      open();
      return;
    }
    for (let looks = MOST_LOOKS; ; looks -= 1) {
      const before = generationsOf(name, [], this.around.settings.opener);
      const opened = open();
      if (opened && !(opened instanceof RegularFile)) return;
      const now = lookUntilSteady(name, [], this.searchSettings, (look) => {
        const isSame = namesOf(undefined, look.generations) === namesOf(undefined, before);
        return isSame || looks === 0 ? settledNow(look, this.open(opened).known) : undefined;
      });
      if (!now) continue;
      this.settled.begin(now.sinceNs, now.files);
      return;
    }
  }

  /** To be called before a file is looked for that will be read from its start. */
  begin(): void {
    this.startIsNew = true;
    this.hasCopies = false;
    this.sinceNs = nsBefore(Date.now());
  }

  /** There are copies of the file, which are to be read if it is truncated before that. */
  hasCopiesSince(sinceNs: bigint): void {
    this.hasCopies = true;
    this.sinceNs = sinceNs;
  }

  /**
   * Keeps the rest of a file that has just been truncated, if it was copied before, and what was copied
   * since. Returns whether the copy has the rest.
   */
  keepRestOf(file: RegularFile, position: FilePosition, settings: OpenSettings): boolean {
    const sinceNs = nsBefore(file.readMs);
    const found = findCopy(position, file.bytesRead, sinceNs, this.open(file), this.searchSettings);
    this.keep(found.files, position.name, settings);
    return found.hasRest;
  }

  /** Keeps files that had the name between one that has lost it and the one that has it now. */
  keepBetween(old: Opened, present: Opened | undefined, name: string, settings: OpenSettings): void {
    const modified = fstatSync(old.descriptor, { bigint: true }).mtimeNs;
    this.keep(findBetween(name, modified, this.open(present), this.searchSettings), name, settings);
  }

  /**
   * Keeps files that had the name after one that has lost it, if there is one, though no file has it now, and
   * that one before them. Returns whether there are any.
   */
  keepPassed(old: Opened | undefined, name: string, settings: OpenSettings): boolean {
    if (old && !(old instanceof RegularFile)) return false;
    const { known, former } = this.open(old);
    const modified = old ? fstatSync(old.descriptor, { bigint: true }).mtimeNs : this.sinceNs;
    const open = { known, present: undefined, former: old ? [...former, old.descriptor] : former };
    const found = findBetween(name, modified, open, this.searchSettings);
    if (old && found.length > 0) this.former.keep(old, this.around.settings.now(), true);
    return this.keep(found, name, settings);
  }

  /**
   * Keeps what was rotated after {@link begin}, and before the first bytes of a file have been read, which
   * need not be there yet. Returns whether there is something: it comes before these bytes.
   */
  keepBefore(file: Opened, name: string, settings: OpenSettings): boolean {
    // Whether one that has been read of before is truncated or replaced, is seen when it is read on.
    if (!(file instanceof RegularFile) || file.position > 0) this.startIsNew = false;
    if (!this.startIsNew || !(file instanceof RegularFile)) return false;
    try {
      file.lines.prefetch();
    } catch {
      // Whoever takes the next line meets the same error, and says so.
      return false;
    }
    const mayBeCopied = this.settled.isKnown && file.fileSystem.watchable;
    if (file.position === 0 && !this.hasCopies && !mayBeCopied) return false;
    this.startIsNew = file.position === 0;
    // With thousands of files in a folder, listing it for each would take minutes.
    if (file.fileSystem.watchable && !this.hasCopies && folderIsUnchanged(name, this.sinceNs)) return false;
    const missed = findUnread(name, this.sinceNs, file, this.open(file), this.searchSettings);
    return this.keep(missed, name, settings);
  }

  /** Sees to it that a file that has the name is not read on when it is another one: {@link isAnotherNow}. */
  watchOver(file: Opened, name: string): void {
    if (!(file instanceof RegularFile)) return;
    file.isAnotherNow = () => {
      const sinceNs = nsBefore(file.readMs);
      if (file.fileSystem.watchable && folderIsUnchanged(name, sinceNs)) return false;
      return isAnotherNow(name, file.fingerprint, sinceNs, this.open(file), this.searchSettings);
    };
  }

  /** Keeps files that have lost the name, and are to be read before the one that has it. */
  keep(files: readonly FormerFile[], name: string, settings: OpenSettings): boolean {
    const now = this.around.settings.now();
    for (const from of files) this.former.keep(readFormer(name, from, settings), now, true);
    return files.length > 0;
  }

  /** Tries to open what could not be read. Returns whether there is something. */
  tryUnreadable(name: string, settings: OpenSettings): boolean {
    if (this.unreadable.length === 0) return false;
    const { former, unreadable } = findUnreadable(name, this.unreadable, this.searchSettings);
    this.unreadable = unreadable;
    return this.keep(former, name, settings);
  }

  private open(present: Opened | undefined): OpenFiles {
    const { files } = this.former;
    const open = [present, ...files].map((one) => one?.identity);
    const former = files.filter((file) => file instanceof RegularFile).map(({ descriptor }) => descriptor);
    return { known: [...open, ...this.unreadable], present, former };
  }
}
