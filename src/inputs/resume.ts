import { hasFingerprint, type ReadBytes } from "./fingerprint.ts";
import { type Generation, generationAt, isCompressed } from "./generations.ts";
import { type FormerFile, type Look, lookUntilSteady, type SearchSettings } from "./look.ts";
import type { OpenSettings } from "./open-input.ts";
import { type FileIdentity, type Opened, sameFile } from "./opened.ts";
import { RegularFile } from "./regular-file.ts";
import { SpooledPipe } from "./spooled-pipe.ts";
import { positionInSpool } from "./spools.ts";
import { fileSystemOf } from "./watch.ts";

/** The clock of a file system may be behind by so much. */
const CLOCK_LAG_NS = 20_000_000n;
const NS_PER_MS = 1_000_000n;

/** How far a file had been read under an input's name. */
export interface FilePosition {
  readonly name: string;
  /** Both 0 if there was no file of that name. */
  readonly device: bigint;
  readonly inode: bigint;
  /** The bytes whose lines have been matched. */
  readonly offset: number;
  /** What {@link hasFingerprint} looks for: it may tell of more bytes than those that were matched. */
  readonly fingerprint: string;
}

/** The position in a file that is not there yet, and is to be read from its beginning when it is. */
export function positionBefore(name: string): FilePosition {
  return { name, device: 0n, inode: 0n, offset: 0, fingerprint: "" };
}

/** What is saved of a file of which the lines before an offset have been matched: at most one position. */
export function positionsIn(name: string, file: Opened, offset: number): readonly FilePosition[] {
  if (file instanceof SpooledPipe) {
    const place = file.placeOf(offset);
    return place ? [positionInSpool(name, place)] : [];
  }
  if (!(file instanceof RegularFile) || !file.identity) return [];
  return [{ name, ...file.identity, offset, fingerprint: file.fingerprint }];
}

/** Where an earlier run has stopped, and when that was saved, in milliseconds since Epoch. */
export interface SavedPositions {
  readonly positions: readonly FilePosition[];
  readonly sinceMs: number;
}

/** Where an input is to be continued. */
export interface Continuation {
  /** What is to be read first, in this order. */
  readonly former: readonly FormerFile[];
  /** What is there, and should have been read before the others, but cannot be read at the moment. */
  readonly unreadable: readonly FilePosition[];
  /** Where to begin in the file that has the name. */
  readonly offset: number;
  /** That file, and what it must hold; absent if there is none. */
  readonly current: FilePosition | undefined;
  /**
   * Copies of that file were left out. They are to be read if it is truncated before anything is read of it:
   * those that were written after this moment, in nanoseconds since Epoch.
   */
  readonly copiesSinceNs: bigint | undefined;
}

/**
 * Finds the files again that were being read under a name, by their numbers or, for copies and compressed
 * files, by what they hold. What was rotated since is read too. What cannot be found is logged.
 *
 * `sinceMs` is when the positions were saved, in milliseconds since Epoch: if a file is gone, or nothing had
 * been read of it, rotated files that were written to later have not been read.
 *
 * "unreadable": the file that has the name was being read, and cannot be read now, or nobody can tell whether
 * there is one. Nothing can be said about the positions then.
 */
export function findAgain(
  name: string,
  positions: readonly FilePosition[],
  sinceMs: number,
  settings: SearchSettings,
): Continuation | "unreadable" {
  return lookUntilSteady(name, positions, settings, (look) => continuation(name, positions, sinceMs, look));
}

function continuation(
  name: string,
  positions: readonly FilePosition[],
  sinceMs: number,
  look: Look,
): Continuation | "unreadable" {
  const { current, generations } = look;
  const found = new Map<Generation, FilePosition>();
  const lost: FilePosition[] = [];
  const sinceNs = nsBefore(sinceMs);
  // What says most is looked for first: of few bytes, whatever is left is the file.
  for (const position of positions.toSorted((one, other) => bytesIn(other) - bytesIn(one))) {
    const generation = generationFor(position, look, sinceNs, found);
    if (generation) found.set(generation, position);
    else if (position.offset > 0) lost.push(position);
  }
  const isBegun = current && (found.get(current)?.offset ?? 0) > 0;
  if (isBegun ? look.isUnreadable(current) : lost.length > 0 && look.isBlind) return "unreadable";
  for (const position of lost) tellLoss(position, look);
  const mayHaveMore =
    positions.some(({ offset }) => offset === 0) ||
    lost.some((position) => !sameFile(current?.identity, position));
  const newestBegun = isBegun ? generations.length : newestRead(generations, found);
  let hasCopies = false;
  const unreadable: FilePosition[] = [];
  const open = (
    generation: Generation,
    position: FilePosition,
    from: number | "settled" = position.offset,
  ): readonly FormerFile[] => {
    if (!look.isUnreadable(generation)) return look.open(generation, from);
    look.log(2, `Can't read rotated input file ${generation.path} now, that will be tried again`);
    unreadable.push(position);
    return [];
  };
  // What has the name may be truncated yet, and its copy hold what was in it.
  const renamed = [...found.keys()].filter((one) => one !== current);
  const former = generations.flatMap((generation, at) => {
    const position = found.get(generation);
    if (position) return open(generation, position);
    if (look.isSettled(generation)) return [];
    const isLater = newestBegun >= 0 && at > newestBegun;
    const isUnread = look.hasRecord || (mayHaveMore && generation.modified > sinceNs);
    if ((!isLater && !isUnread) || look.isKeptCopyOfAny(generation, renamed)) return [];
    const isCopy = look.isCopyOfCurrent(generation);
    hasCopies ||= isCopy;
    return isCopy ? [] : open(generation, { ...positionBefore(name), ...generation.identity }, "settled");
  });
  const position = current && (found.get(current) ?? positionBefore(name));
  return {
    former,
    unreadable,
    offset: position?.offset ?? 0,
    current: position && { ...position, ...current.identity },
    copiesSinceNs: hasCopies ? sinceNs : undefined,
  };
}

function tellLoss({ name, offset, ...identity }: FilePosition, look: Look): void {
  const fate = sameFile(look.current?.identity, identity) ? "has been truncated" : "is gone";
  const loss = `what was written to it after its first ${offset} bytes may be lost`;
  look.log(3, `Input file ${name}: the file that was being read ${fate}, ${loss}`);
}

/**
 * The place of the newest rotated file of which something had been read: of those that are newer nothing has
 * been read, and of those that are older everything that is not among the positions. If nothing had been read
 * of any, the oldest of them counts.
 */
function newestRead(
  generations: readonly Generation[],
  found: ReadonlyMap<Generation, FilePosition>,
): number {
  const newest = generations.findLastIndex((one) => (found.get(one)?.offset ?? 0) > 0);
  return newest >= 0 ? newest : generations.findIndex((one) => found.has(one));
}

/** Opens rotated files that could not be read before, and tells which ones still cannot. */
export function findUnreadable(
  name: string,
  positions: readonly FilePosition[],
  settings: SearchSettings,
): Pick<Continuation, "former" | "unreadable"> {
  return lookUntilSteady(name, positions, settings, (look) => {
    const taken = new Map<Generation, FilePosition>();
    const found = positions.map((position) => {
      const generation = generationFor(position, look, undefined, taken);
      if (generation) taken.set(generation, position);
      return { position, generation };
    });
    const unreadable = found.filter(({ generation }) => generation && look.isUnreadable(generation));
    const former = found.flatMap((one) => {
      const { position, generation } = one;
      if (generation && !unreadable.includes(one)) return look.open(generation, position.offset);
      if (!generation) tellLoss(position, look);
      return [];
    });
    return { former, unreadable: unreadable.map(({ position }) => position) };
  });
}

/**
 * Whether what was opened is what had been found. What is there and could not be opened will be tried again,
 * but what was found and has no longer the name has another one.
 */
export function isStill(
  opened: Opened | undefined,
  found: FilePosition | undefined,
  opener: SearchSettings["opener"],
): boolean {
  if (!opened) return !found || sameFile(generationAt(found.name, opener)[0]?.identity, found);
  if (!(opened instanceof RegularFile) || !found) return !(opened instanceof RegularFile) && !found;
  return sameFile(opened.identity, found) && hasFingerprint(opened.descriptor, found.fingerprint);
}

/** The files that are open, and of these the one that what is looked for comes before. */
export interface OpenFiles {
  readonly known: readonly (FileIdentity | undefined)[];
  readonly present: Pick<Opened, "descriptor" | "identity"> | undefined;
  /** Those that have lost the name: they may be compressed meanwhile, and have other numbers then. */
  readonly former: readonly number[];
}

/** What the first bytes of a file are by which it was found to be there, and since when they are known. */
interface FirstBytes {
  readonly fingerprint: string;
  readonly readMs: number;
}

/**
 * Finds rotated files that nothing has been read of: those that were written after a moment, and come before
 * the file that is open. If that was truncated since its first bytes were read, they end with its copy.
 */
export function findUnread(
  name: string,
  sinceNs: bigint,
  { fingerprint, readMs }: FirstBytes,
  open: OpenFiles,
  settings: SearchSettings,
): readonly FormerFile[] {
  const { present } = open;
  const isSinceRead = (one: Generation) => (one.born || one.modified) > nsBefore(readMs);
  const isCopy = (one: Generation, look: Look) =>
    (look.hasRecord || isSinceRead(one)) && look.holds(one, fingerprint);
  return lookUntilSteady(name, [], settings, (look) => {
    const later = othersThan(open, look, sinceNs).filter(
      ({ modified }) => look.hasRecord || modified > sinceNs,
    );
    // Asked last: looking takes long where much is compressed, and it may be truncated meanwhile.
    const isTruncated = present !== undefined && !hasFingerprint(present.descriptor, fingerprint);
    const own = isTruncated ? later.findIndex((one) => isCopy(one, look)) : -1;
    return (own < 0 ? later : later.slice(0, own)).flatMap((one) => look.open(one, "settled"));
  });
}

/**
 * The rotated files that are not open, without those that will be found later: what was rotated after the
 * file that is open now, and copies of it. Files are decompressed only if they were written after a moment.
 */
function othersThan(
  { known, present, former }: OpenFiles,
  look: Look,
  sinceNs: bigint,
): readonly Generation[] {
  return olderThan(present, look, sinceNs)
    .filter(({ identity }) => !known.some((one) => sameFile(one, identity)))
    .filter((one) => !look.isSettled(one))
    .filter((one) => look.hasRecord || !isCompressed(one.path) || one.modified > sinceNs)
    .filter((one) => !isCompressed(one.path) || !look.isTwinOf(one, former))
    .filter((one) => !former.some((original) => look.isKeptCopyOf(one, original)))
    .filter((one) => !present || !look.isCopyOf(one, present.descriptor));
}

/** The rotated files before one that is open, which may have been renamed, and compressed, meanwhile. */
function olderThan(present: OpenFiles["present"], look: Look, sinceNs: bigint): readonly Generation[] {
  const { generations, current } = look;
  if (!present || sameFile(current?.identity, present.identity)) return generations;
  const own = generations.findIndex(({ identity }) => sameFile(identity, present.identity));
  const isTwin = (one: Generation) =>
    isCompressed(one.path) &&
    (look.hasRecord ? !look.isSettled(one) : one.modified > sinceNs) &&
    look.isTwinOf(one, [present.descriptor]);
  return generations.slice(0, Math.max(0, own < 0 ? generations.findIndex(isTwin) : own));
}

/**
 * Finds files that had a name between two looks, while one was being read that has been renamed since, and
 * was last written to at `modified`.
 */
export function findBetween(
  name: string,
  modified: bigint,
  open: OpenFiles,
  settings: SearchSettings,
): readonly FormerFile[] {
  return lookUntilSteady(name, [], settings, (look) =>
    othersThan(open, look, modified - 1n)
      .filter((one) => look.hasRecord || one.modified >= modified)
      .flatMap((one) => look.open(one, "settled")),
  );
}

/**
 * Finds the copy of a file that was being read and has been truncated, and what was rotated since. `hasRest`:
 * the copy has what had not been read. It may also lack what was read: then nothing is to be read of it, and
 * it is kept open, so that nobody takes it for a file that was not read. If there is no copy, what
 * came to be after `sinceNs`, when the file had been read for the last time, has not been read.
 */
export function findCopy(
  position: FilePosition,
  read: ReadBytes | undefined,
  sinceNs: bigint,
  open: OpenFiles,
  settings: SearchSettings,
): { readonly files: readonly FormerFile[]; readonly hasRest: boolean } {
  return lookUntilSteady(position.name, [], settings, (look) => {
    const others = othersThan(open, look, sinceNs);
    const { fingerprint, offset } = position;
    const copy = others.indexOf(copyAmong(others, fingerprint, sinceNs, look)!);
    const from = (first: number, start: number | "end") =>
      others.slice(first).flatMap((one, at) => look.open(one, at === 0 ? start : "settled"));
    if (copy >= 0) return { files: from(copy, offset), hasRest: true };
    const isShort = (one: Generation) =>
      (look.hasRecord || one.modified > sinceNs) && look.isBeginningOf(one, read!);
    const short = read ? others.findIndex(isShort) : -1;
    if (short >= 0) return { files: from(short, "end"), hasRest: false };
    const unread = others.filter((one) => look.hasRecord || isSince(one, sinceNs));
    return { files: unread.flatMap((one) => look.open(one, "settled")), hasRest: false };
  });
}

/** Reads a file that has lost its name to an input. */
export function readFormer(name: string, from: FormerFile, settings: OpenSettings): RegularFile {
  const { pool, lines, ready } = settings;
  const fileSystem = fileSystemOf(Buffer.from(name, "latin1"));
  return new RegularFile({ ...from, fileSystem }, pool, lines, ready);
}

/**
 * Whether a file that is being read holds what was read of it only because it begins like one that had its
 * place: it was copied, truncated, and has grown again since a moment.
 */
export function isAnotherNow(
  name: string,
  fingerprint: string,
  sinceNs: bigint,
  open: OpenFiles,
  settings: SearchSettings,
): boolean {
  return lookUntilSteady(name, [], settings, (look) =>
    othersThan(open, look, sinceNs).some(
      (one) => (look.hasRecord || isSince(one, sinceNs)) && look.holds(one, fingerprint),
    ),
  );
}

/**
 * The file that a position belongs to: one of that number, or one that holds the same. What one of that
 * number holds is asked later if it cannot be read. The file that has the name may have been copied and
 * truncated, and begin with the same words again: then there is a copy that was made since, which is none
 * of it.
 */
function generationFor(
  position: FilePosition,
  look: Look,
  sinceNs?: bigint,
  found: ReadonlyMap<Generation, FilePosition> = new Map(),
): Generation | undefined {
  const { current, generations } = look;
  const others = generations.filter((one) => !look.isKnown(one) && !found.has(one) && !look.isSettled(one));
  const { fingerprint } = position;
  const all = current ? [...generations, current] : generations;
  const sameNumber = all.find(({ identity }) => sameFile(identity, position));
  if (sameNumber && look.isUnreadable(sameNumber)) return sameNumber;
  if (sameNumber && look.holds(sameNumber, fingerprint)) {
    if (fingerprint === "" || sameNumber !== current || sinceNs === undefined) return sameNumber;
    const since = others.filter((one) => look.hasRecord || isSince(one, sinceNs));
    const isCopied = (one: Generation) => look.holds(one, fingerprint) && !look.isCopyOfCurrent(one);
    return since.find(isCopied) ?? sameNumber;
  }
  return copyAmong(others, fingerprint, sinceNs, look);
}

/** Of how many bytes a position's fingerprint tells. */
function bytesIn({ fingerprint }: FilePosition): number {
  return Number.parseInt(fingerprint, 10) || 0;
}

/**
 * The copy of what had this fingerprint. Of few bytes it says little: files that came later may begin with
 * the same. So the oldest one counts of those that were written to after a moment; else the newest one.
 */
function copyAmong(
  generations: readonly Generation[],
  fingerprint: string,
  sinceNs: bigint | undefined,
  look: Look,
): Generation | undefined {
  if (fingerprint === "") return undefined;
  const holds = (one: Generation) => look.holds(one, fingerprint);
  const isLater = ({ modified }: Generation) =>
    look.hasRecord || (sinceNs !== undefined && modified > sinceNs);
  return generations.find((one) => isLater(one) && holds(one)) ?? generations.findLast(holds);
}

/** Files that were written to since a moment have times after this. */
export function nsBefore(milliseconds: number): bigint {
  return BigInt(Math.floor(milliseconds)) * NS_PER_MS - CLOCK_LAG_NS;
}

/** Whether a file was made and written to after a moment; some file systems do not know when one was made. */
function isSince({ born, modified }: Generation, sinceNs: bigint): boolean {
  return (born === 0n || born > sinceNs) && modified > sinceNs;
}
