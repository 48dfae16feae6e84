import { closeSync } from "node:fs";
import { hasFingerprint } from "./fingerprint.ts";
import {
  type Generation,
  generationAt,
  generationsOf,
  isCompressed,
  openGeneration,
  sizeOf,
} from "./generations.ts";
import type { OpenSettings } from "./open-input.ts";
import { type FileIdentity, type Opened, sameFile } from "./opened.ts";
import { RegularFile } from "./regular-file.ts";
import type { InputSettings } from "./settings.ts";
import { fileSystemOf } from "./watch.ts";

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

/** What looking for files takes. */
export type SearchSettings = Pick<InputSettings, "log" | "opener">;

/** The position in a file that is not there yet, and is to be read from its beginning when it is. */
export function positionBefore(name: string): FilePosition {
  return { name, device: 0n, inode: 0n, offset: 0, fingerprint: "" };
}

/** A file that has lost its name, and is to be read from a position. */
export interface FormerFile {
  readonly descriptor: number;
  readonly identity: FileIdentity;
  readonly position: number;
}

/** Where an input is to be continued. */
export interface Continuation {
  /** What is to be read first, in this order. */
  readonly former: readonly FormerFile[];
  /** Where to begin in the file that has the name. */
  readonly offset: number;
  /** That file, and what it must hold; absent if there is none. */
  readonly current: FilePosition | undefined;
}

/**
 * Finds the files again that were being read under a name, by their numbers or, for copies and compressed
 * files, by what they hold. What was rotated since is read too. What cannot be found is logged.
 *
 * `sinceMs` is when the positions were saved, in milliseconds since Epoch: if a file is gone, or nothing had
 * been read of it, rotated files that were written to later have not been read.
 */
export function findAgain(
  name: string,
  positions: readonly FilePosition[],
  sinceMs: number,
  settings: SearchSettings,
): Continuation {
  const [current] = generationAt(name, settings.opener);
  const generations = generationsOf(name, positions, settings.opener);
  const found = new Map<Generation, FilePosition>();
  let mayHaveMore = false;
  for (const position of positions) {
    const generation = generationFor(position, current, generations, settings);
    if (generation) found.set(generation, position);
    if (position.offset === 0) mayHaveMore = true;
    else if (!generation) {
      const isTruncated = sameFile(current?.identity, position);
      mayHaveMore ||= !isTruncated;
      const fate = isTruncated ? "has been truncated" : "is gone";
      const loss = `what was written to it after its first ${position.offset} bytes may be lost`;
      settings.log(3, `Input file ${name}: the file that was being read ${fate}, ${loss}`);
    }
  }
  const isCurrent = ({ identity }: Generation): boolean => sameFile(identity, current?.identity);
  const oldest = generations.findIndex((one) => found.has(one) && !isCurrent(one));
  const since = mayHaveMore ? BigInt(Math.floor(sinceMs)) * 1_000_000n : undefined;
  const former = generations.flatMap((generation, at) => {
    if (isCurrent(generation)) return [];
    const isLater = oldest >= 0 && at > oldest;
    const isUnread = since !== undefined && generation.modified > since;
    const position = found.get(generation);
    if (!position && !isLater && !isUnread) return [];
    return openFormer(generation, position?.offset ?? 0, settings);
  });
  const position = current && (found.get(current) ?? positionBefore(name));
  return {
    former,
    offset: position?.offset ?? 0,
    current: position && { ...position, ...current.identity },
  };
}

/** Whether what was opened is what had been found; what could not be opened will be tried again. */
export function isStill(opened: Opened | undefined, found: FilePosition | undefined): boolean {
  if (!opened) return true;
  if (!(opened instanceof RegularFile) || !found) return !(opened instanceof RegularFile) && !found;
  return sameFile(opened.identity, found) && hasFingerprint(opened.descriptor, found.fingerprint);
}

/**
 * Finds rotated files that nothing has been read of: those that were written after a moment, except for
 * copies of the file that has the name, of which as much has been read as its fingerprint says.
 */
export function findUnread(
  name: string,
  sinceNs: bigint,
  fingerprint: string,
  known: readonly (FileIdentity | undefined)[],
  settings: SearchSettings,
): readonly FormerFile[] {
  return othersThan(name, known, settings)
    .filter((one) => one.modified > sinceNs && !holdsWhatWasRead(one, { fingerprint }, settings))
    .flatMap((one) => openFormer(one, 0, settings));
}

/** The rotated files that are not open, without those that would have to be decompressed. */
function othersThan(
  name: string,
  known: readonly (FileIdentity | undefined)[],
  { opener }: SearchSettings,
): readonly Generation[] {
  const [current] = generationAt(name, opener);
  return generationsOf(name, [], opener)
    .filter(({ path }) => !isCompressed(path))
    .filter(({ identity }) => !sameFile(identity, current?.identity))
    .filter(({ identity }) => !known.some((one) => sameFile(one, identity)));
}

/**
 * Finds what was rotated away before it was read, while a file was being read: the rest of one that was
 * copied and then truncated, and files that had the name between two looks. `modified` is when the file was
 * written last, for one that has been renamed; `known` are the files that are open.
 */
export function findMissed(
  position: FilePosition,
  modified: bigint | "truncated",
  known: readonly (FileIdentity | undefined)[],
  settings: SearchSettings,
): readonly FormerFile[] {
  const { name } = position;
  const others = othersThan(name, known, settings);
  if (modified !== "truncated")
    return others.filter((one) => one.modified >= modified).flatMap((one) => openFormer(one, 0, settings));
  const copy =
    position.fingerprint === ""
      ? -1
      : others.findLastIndex((one) => holdsWhatWasRead(one, position, settings));
  if (copy < 0) return [];
  return others.slice(copy).flatMap((one, at) => openFormer(one, at === 0 ? position.offset : 0, settings));
}

/** Reads a file that has lost its name to an input. */
export function readFormer(name: string, from: FormerFile, settings: OpenSettings): RegularFile {
  const { pool, lines, ready } = settings;
  const fileSystem = fileSystemOf(Buffer.from(name, "latin1"));
  return new RegularFile({ ...from, fileSystem }, pool, lines, ready);
}

function openFormer(generation: Generation, offset: number, settings: SearchSettings): readonly FormerFile[] {
  const descriptor = openGeneration(generation, settings.opener);
  if (descriptor === undefined) {
    settings.log(2, `Can't read rotated input file ${generation.path}, its lines are lost`);
    return [];
  }
  const { path, identity } = generation;
  settings.log(
    4,
    `Reading on from offset ${offset} in rotated input file ${path}, ${sizeOf(descriptor) - offset} bytes`,
  );
  return [{ descriptor, identity, position: offset }];
}

/** The file that a position belongs to: one of that number, or the newest one that holds the same. */
function generationFor(
  position: FilePosition,
  current: Generation | undefined,
  generations: readonly Generation[],
  settings: SearchSettings,
): Generation | undefined {
  const all = current ? [...generations, current] : generations;
  const sameNumber = all.find(({ identity }) => sameFile(identity, position));
  if (sameNumber && holdsWhatWasRead(sameNumber, position, settings)) return sameNumber;
  if (position.fingerprint === "") return undefined;
  return generations.findLast((generation) => holdsWhatWasRead(generation, position, settings));
}

function holdsWhatWasRead(
  generation: Generation,
  { fingerprint }: Pick<FilePosition, "fingerprint">,
  { opener }: SearchSettings,
): boolean {
  const descriptor = openGeneration(generation, opener);
  if (descriptor === undefined) return false;
  try {
    return hasFingerprint(descriptor, fingerprint);
  } finally {
    closeSync(descriptor);
  }
}
