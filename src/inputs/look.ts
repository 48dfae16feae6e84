import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import type { LogLevel } from "../core/ports.ts";
import { pauseMs } from "../system/pause.ts";
import { beginsWithWhole, hasFingerprint, type ReadBytes, wholeFingerprint } from "./fingerprint.ts";
import {
  folderIsUnseen,
  type Generation,
  generationAt,
  generationsOf,
  isCompressed,
  openAsItIs,
  openGeneration,
  sizeOf,
} from "./generations.ts";
import { type FileIdentity, sameFile } from "./opened.ts";
import type { InputSettings } from "./settings.ts";
import { ENOUGH_BYTES, type Settled, type SettledFile, unreadFingerprint } from "./settled.ts";

/** What looking for files takes. */
export interface SearchSettings extends Pick<InputSettings, "log" | "opener"> {
  /** Of which files nothing is left to read. */
  readonly settled?: Settled;
}

/** A file that has lost its name, and is to be read from a position. */
export interface FormerFile {
  readonly descriptor: number;
  readonly identity: FileIdentity;
  readonly position: number;
  /** Of a compressed file: what it is as it is. */
  readonly asItIs?: SettledFile | undefined;
}

/** Files that are renamed while they are looked for are looked for again, so often and after so long. */
const MOST_LOOKS = 50;
const PAUSE_MS = 1;

/**
 * Looks for files until none of them was given another name meanwhile: somebody who renames `.1` to `.2`, and
 * so on, would hide those from us that we have not come to yet, and give their names to others. A rotation is
 * over soon; if that does not end, what was found last counts.
 */
export function lookUntilSteady<T>(
  name: string,
  known: readonly KnownFile[],
  settings: SearchSettings,
  search: (look: Look) => T,
): T {
  for (let looks = 1; ; looks += 1) {
    const look = new Look(name, known, settings);
    const found = discardingAtFault(look, search);
    if (look.isSteady() || looks === MOST_LOOKS) {
      look.tell();
      return found;
    }
    look.discard();
    pauseMs(PAUSE_MS);
  }
}

function discardingAtFault<T>(look: Look, search: (look: Look) => T): T {
  try {
    return search(look);
  } catch (error) {
    look.discard();
    throw error;
  }
}

/** A file that was being read; the fingerprint is of what had been read of it. */
type KnownFile = FileIdentity & { readonly fingerprint?: string };

/** One look at the file that has an input's name, and at those that may have had it. */
export class Look {
  readonly current: Generation | undefined;
  /** The oldest first, without the file that has the name too: a symbolic link may be the name. */
  readonly generations: readonly Generation[];
  private readonly name: string;
  private readonly known: readonly KnownFile[];
  private readonly settings: SearchSettings;
  private readonly opened: number[] = [];
  /** What compressed files hold: decompressing one takes long. */
  private readonly plain = new Map<string, number | "moved" | undefined>();
  private readonly settledBytes = new Map<string, number | undefined>();
  private readonly messages: (readonly [LogLevel, string])[] = [];
  /** Of these it is said once that they cannot be read. */
  private readonly lost: Generation[] = [];
  /** What becomes of the record if this look counts. */
  private readonly changes: (() => void)[] = [];
  /** Rows of the record that a file of this look has taken. */
  private readonly claimed = new Set<SettledFile>();
  private hasMoved = false;

  constructor(name: string, known: readonly KnownFile[], settings: SearchSettings) {
    this.name = name;
    this.known = known;
    this.settings = settings;
    ({ current: this.current, generations: this.generations } = this.list());
  }

  /** Whether there may be files that nobody can see at the moment. */
  get isBlind(): boolean {
    const { current, name, settings } = this;
    return folderIsUnseen(name, settings.opener) && (!current || this.isUnreadable(current));
  }

  /** Whether a file is there, but cannot be read at the moment: for want of rights, or of descriptors. */
  isUnreadable(generation: Generation): boolean {
    if (isCompressed(generation.path)) return false;
    return this.inspect(generation, readOneByte) === undefined && !this.hasMoved;
  }

  /** Whether a file was being read under its number, which may have been given to another one since. */
  isKnown(generation: Generation): boolean {
    return this.known.some(
      ({ fingerprint = "", ...file }) =>
        fingerprint !== "" && sameFile(file, generation.identity) && this.holds(generation, fingerprint),
    );
  }

  /** Whether a file holds what was read from the one that had this fingerprint. */
  holds(generation: Generation, fingerprint: string): boolean {
    const find = (descriptor: number) => hasFingerprint(descriptor, fingerprint);
    return this.remembered(generation, `holds ${fingerprint}`, find) ?? false;
  }

  /** The fingerprint of all that is in a file; empty if that is nothing, or cannot be read. */
  private wholeOf(generation: Generation): string {
    return this.remembered(generation, "whole", wholeFingerprint) ?? "";
  }

  /** What was found in a compressed file, which stays as it is, is not decompressed for again. */
  private remembered<T extends string | boolean>(
    generation: Generation,
    what: string,
    find: (descriptor: number) => T,
  ): T | undefined {
    const { settled } = this.settings;
    if (!settled || !isCompressed(generation.path)) return this.inspect(generation, find);
    return settled.contents.recall(generation, what, () => this.inspect(generation, find));
  }

  /** Whether nothing is left to read of a file. */
  isSettled(generation: Generation): boolean {
    const bytes = this.bytesSettled(generation);
    if (bytes === undefined || !Number.isFinite(bytes)) return bytes !== undefined;
    return (this.inspect(generation, sizeOf) ?? 0) <= bytes;
  }

  /** Whether there is a record of the files of which nothing is left to read. */
  get hasRecord(): boolean {
    return this.settings.settled?.isKnown ?? false;
  }

  private bytesSettled(generation: Generation): number | undefined {
    const { path } = generation;
    if (!this.settledBytes.has(path))
      this.settledBytes.set(path, this.settings.settled?.bytesOf(generation, this));
    return this.settledBytes.get(path);
  }

  /** Whether a file, compressed or not, begins with what was once the whole of it. */
  holdsAsItIs(generation: Generation, fingerprint: string): boolean {
    return this.inspectAsItIs(generation, (one) => beginsWithWhole(one, fingerprint)) ?? false;
  }

  /** Lets a file take the row of one that it was made of; no other file of this look can have it. */
  claim(generation: Generation, rows: readonly SettledFile[]): SettledFile | undefined {
    const row = rows.find((one) => !this.claimed.has(one) && this.isWholeOf(generation, [one]));
    if (row) this.claimed.add(row);
    return row;
  }

  /** Notes what is to become of the record, if this look counts. */
  ifItCounts(change: () => void): void {
    this.changes.push(change);
  }

  /** Whether a file holds what was the whole of one of these. */
  isWholeOf(generation: Generation, files: readonly SettledFile[]): boolean {
    const whole = this.wholeOf(generation);
    return whole !== "" && files.some(({ fingerprint }) => fingerprint === whole);
  }

  /** A file as it is, compressed or not; none if it cannot be read. */
  asItIs(generation: Generation): readonly SettledFile[] {
    const fingerprint = this.inspectAsItIs(generation, wholeFingerprint);
    return fingerprint === undefined ? [] : [{ ...generation.identity, fingerprint }];
  }

  /** A file as it is; one that cannot be read by when it was made, if the file system knows. */
  asItIsOrUnread(generation: Generation): readonly SettledFile[] {
    const read = this.asItIs(generation);
    if (read.length > 0 || generation.born === 0n) return read;
    return [{ ...generation.identity, fingerprint: unreadFingerprint(generation) }];
  }

  /** Whether a file is a copy of the beginning of what has been read. */
  isBeginningOf(generation: Generation, read: ReadBytes): boolean {
    return this.inspect(generation, (descriptor) => read.isBegunBy(descriptor)) ?? false;
  }

  /**
   * Whether a file is a copy of one that is open, as far as it goes: it may be in the making, and what was
   * copied has not been truncated yet. It is younger than what it is a copy of; what was made in the same
   * tick of the clock is better read twice than not at all.
   */
  isCopyOf(generation: Generation, original: number): boolean {
    // Some file systems do not know when a file was made.
    const { born } = generation;
    if (born !== 0n && born <= fstatSync(original, { bigint: true }).birthtimeNs) return false;
    const whole = this.inspect(generation, wholeFingerprint);
    return whole !== undefined && hasFingerprint(original, whole);
  }

  /**
   * Whether a file is a copy of one that was written to after that, and is read itself: somebody made it to
   * keep it. Nothing of it is to be read from then on.
   */
  isKeptCopyOf(generation: Generation, original: number): boolean {
    if (generation.modified > fstatSync(original, { bigint: true }).mtimeNs) return false;
    // Short logs are often equal, or nothing but what all of them begin with.
    if ((this.inspect(generation, sizeOf) ?? 0) < ENOUGH_BYTES) return false;
    if (!this.isCopyOf(generation, original)) return false;
    const files = this.asItIs(generation);
    this.changes.push(() => {
      for (const file of files) this.settings.settled?.add(file);
    });
    return true;
  }

  /** Whether a file is a copy of one of others, as {@link isKeptCopyOf} tells. */
  isKeptCopyOfAny(generation: Generation, originals: Iterable<Generation>): boolean {
    for (const one of originals) {
      if (!isCompressed(one.path) && this.inspect(one, (original) => this.isKeptCopyOf(generation, original)))
        return true;
    }
    return false;
  }

  /** Whether a compressed file was one of those that are open, and have lost their names to it. */
  isTwinOf(generation: Generation, former: readonly number[]): boolean {
    const wanted = former.map(wholeFingerprint).filter((fingerprint) => fingerprint !== "");
    if (wanted.length === 0) return false;
    return wanted.includes(this.wholeOf(generation));
  }

  /** Whether a file is a copy of the one that has the name, which still holds the same. */
  isCopyOfCurrent(generation: Generation): boolean {
    const { current } = this;
    if (!current) return false;
    return this.inspect(current, (original) => this.isCopyOf(generation, original)) ?? false;
  }

  /**
   * Opens a file that is to be read from an offset, or from where it was settled, or if more comes; none if
   * it cannot be opened.
   */
  open(generation: Generation, from: number | "settled" | "end"): readonly FormerFile[] {
    const { path, identity } = generation;
    const descriptor = this.descriptorOf(generation);
    if (descriptor === undefined) {
      this.lost.push(generation);
      return [];
    }
    this.opened.push(descriptor);
    const size = sizeOf(descriptor);
    const offset = from === "end" ? size : from === "settled" ? (this.bytesSettled(generation) ?? 0) : from;
    const bytes = size - offset;
    this.log(4, `Reading on from offset ${offset} in rotated input file ${path}, ${bytes} bytes`);
    const [asItIs] = isCompressed(path) ? this.asItIs(generation) : [];
    return [{ descriptor, identity, position: offset, asItIs }];
  }

  /** Notes what the log is to say, if this look counts. */
  log(level: LogLevel, message: string): void {
    this.messages.push([level, message]);
  }

  /** Whether all files still have the names under which they were found. */
  isSteady(): boolean {
    if (this.hasMoved) return false;
    const { current, generations } = this.list();
    return namesOf(current, generations) === namesOf(this.current, this.generations);
  }

  /** It counts: says what it has to say. */
  tell(): void {
    this.forgetPlain();
    const { settled, opener } = this.settings;
    for (const generation of this.lost) {
      // It is tried again whenever somebody looks.
      if (settled?.contents.isToldAgain(generation)) continue;
      this.log(2, `Can't read rotated input file ${generation.path}, its lines are lost`);
    }
    for (const change of this.changes) change();
    // Nobody could tell who is there, perhaps for want of descriptors.
    if (!folderIsUnseen(this.name, opener)) settled?.keepPresent(this.generations);
    for (const [level, message] of this.messages) this.settings.log(level, message);
  }

  /** Closes what it has opened. */
  discard(): void {
    this.forgetPlain();
    for (const descriptor of this.opened) closeSync(descriptor);
  }

  private inspect<T>(generation: Generation, look: (descriptor: number) => T): T | undefined {
    return this.inspectOpen(this.descriptorOf(generation), look);
  }

  private inspectAsItIs<T>(generation: Generation, look: (descriptor: number) => T): T | undefined {
    const descriptor = openAsItIs(generation, this.settings.opener);
    if (descriptor === "moved") this.hasMoved = true;
    return this.inspectOpen(descriptor === "moved" ? undefined : descriptor, look);
  }

  private inspectOpen<T>(descriptor: number | undefined, look: (descriptor: number) => T): T | undefined {
    if (descriptor === undefined) return undefined;
    try {
      return look(descriptor);
    } catch {
      // It can be opened, but not be read.
      return undefined;
    } finally {
      closeSync(descriptor);
    }
  }

  private list() {
    const { opener } = this.settings;
    const [current] = generationAt(this.name, opener);
    const all = generationsOf(this.name, this.known, opener);
    return { current, generations: all.filter(({ identity }) => !sameFile(identity, current?.identity)) };
  }

  private descriptorOf(generation: Generation): number | undefined {
    const { path } = generation;
    const isPlain = !isCompressed(path);
    if (!isPlain && !this.plain.has(path))
      this.plain.set(path, openGeneration(generation, this.settings.opener));
    const opened = isPlain ? openGeneration(generation, this.settings.opener) : this.plain.get(path);
    if (opened === "moved") this.hasMoved = true;
    if (opened === "moved" || opened === undefined || isPlain) return opened === "moved" ? undefined : opened;
    // Whoever has it closes it.
    try {
      return openSync(`/proc/self/fd/${opened}`, "r");
    } catch {
      // There are no descriptors left: it cannot be read now.
      return undefined;
    }
  }

  private forgetPlain(): void {
    for (const opened of this.plain.values()) if (typeof opened === "number") closeSync(opened);
    this.plain.clear();
  }
}

function readOneByte(descriptor: number): number {
  return readSync(descriptor, Buffer.alloc(1), 0, 1, 0);
}

/** Which file has which name, as a text. */
export function namesOf(current: Generation | undefined, generations: readonly Generation[]): string {
  const names = generations.map(({ path, identity }) => `${path}\n${identity.device} ${identity.inode}`);
  return [current && `${current.identity.device} ${current.identity.inode}`, ...names.toSorted()].join("\n");
}
