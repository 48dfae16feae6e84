import { closeSync } from "node:fs";
import type { LogLevel } from "../core/ports.ts";
import { fingerprint } from "./fingerprint.ts";
import { type Generation, generationAt, generationsOf, openGeneration, sizeOf } from "./generations.ts";
import type { OpenSettings } from "./open-input.ts";
import { type FileIdentity, sameFile } from "./opened.ts";
import { RegularFile } from "./regular-file.ts";
import { fileSystemOf } from "./watch.ts";

/** How far a file had been read under an input's name. */
export interface FilePosition {
  readonly name: string;
  readonly device: bigint;
  readonly inode: bigint;
  readonly offset: number;
  readonly fingerprint: string;
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
}

/**
 * Finds the files again that were being read under a name, by their numbers or, for copies and compressed
 * files, by what they hold. What was rotated since is read too. What cannot be found is logged.
 *
 * `sinceSeconds` is when the positions were saved: if a file is gone, rotated files that were written to
 * later have not been read.
 */
export function findAgain(
  name: string,
  positions: readonly FilePosition[],
  sinceSeconds: number,
  log: (level: LogLevel, message: string) => void,
): Continuation {
  const [current] = generationAt(name);
  const generations = generationsOf(name);
  const found = new Map<Generation, FilePosition>();
  let gone = false;
  for (const position of positions) {
    const generation = generationFor(position, current, generations);
    if (generation) found.set(generation, position);
    else {
      const isTruncated = sameFile(current?.identity, position);
      gone ||= !isTruncated;
      const fate = isTruncated ? "has been truncated" : "is gone";
      const loss = `what was written to it after its first ${position.offset} bytes may be lost`;
      log(3, `Input file ${name}: the file that was being read ${fate}, ${loss}`);
    }
  }
  const rotated = generations.filter((generation) => found.has(generation));
  const since = gone ? BigInt(Math.floor(sinceSeconds)) * 1_000_000_000n : undefined;
  const former = generations.flatMap((generation) => {
    const isLater = rotated.length > 0 && generation.modified > rotated[0]!.modified;
    const isUnread = since !== undefined && generation.modified > since;
    const position = found.get(generation);
    if (!position && !isLater && !isUnread) return [];
    return openFormer(generation, position, log);
  });
  return { former, offset: (current && found.get(current)?.offset) ?? 0 };
}

/** Reads a file that has lost its name to an input. */
export function readFormer(name: string, from: FormerFile, settings: OpenSettings): RegularFile {
  const { pool, lines, ready } = settings;
  const fileSystem = fileSystemOf(Buffer.from(name, "latin1"));
  return new RegularFile({ ...from, fileSystem }, pool, lines, ready);
}

function openFormer(
  generation: Generation,
  position: FilePosition | undefined,
  log: (level: LogLevel, message: string) => void,
): readonly FormerFile[] {
  const descriptor = openGeneration(generation);
  if (descriptor === undefined) {
    log(2, `Can't read rotated input file ${generation.path}, its lines are lost`);
    return [];
  }
  const offset = position?.offset ?? 0;
  const { path, identity } = generation;
  log(
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
): Generation | undefined {
  const all = current ? [...generations, current] : generations;
  const sameNumber = all.find(({ identity }) => sameFile(identity, position));
  if (sameNumber && holdsWhatWasRead(sameNumber, position)) return sameNumber;
  if (position.fingerprint === "") return undefined;
  return generations.findLast((generation) => holdsWhatWasRead(generation, position));
}

function holdsWhatWasRead(generation: Generation, { offset, fingerprint: wanted }: FilePosition): boolean {
  const descriptor = openGeneration(generation);
  if (descriptor === undefined) return false;
  try {
    return sizeOf(descriptor) >= offset && fingerprint(descriptor, offset) === wanted;
  } finally {
    closeSync(descriptor);
  }
}
