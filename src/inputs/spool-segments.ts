import {
  closeSync,
  constants,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";

/** A file of a spool. `start` is its place in all that ever came out of the pipe. */
export interface Segment {
  path: string;
  start: number;
  size: number;
  descriptor: number;
}

const DIGITS = 18;
const NEWLINE = 10;
/** In such pieces a file system forgets what was written before the machine lost its power. */
const BLOCK = Buffer.alloc(4096);
/** Ends the name of a file that is being made. */
const DRAFT = "~";

/** The path of a file of a spool that begins at a place. */
export function segmentPath(prefix: string, start: number): string {
  return `${prefix}${String(start).padStart(DIGITS, "0")}`;
}

/** Opens the files that a run has left, in order; all of them, or throws. What was being made is removed. */
export function openSegments(prefix: string): Segment[] {
  const folder = dirname(prefix);
  const paths = readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((path) => path.startsWith(prefix));
  for (const path of paths) if (path.endsWith(DRAFT)) rmSync(path, { force: true });
  const found = paths
    .map((path) => ({ path, start: Number(path.slice(prefix.length)) }))
    .filter(({ start }) => Number.isSafeInteger(start))
    .toSorted((one, other) => one.start - other.start);
  const opened: Segment[] = [];
  try {
    for (const { path, start } of found) {
      const descriptor = openSync(path, constants.O_RDWR);
      opened.push({ path, start, descriptor, size: fstatSync(descriptor).size });
    }
    // One without a byte would only be in the way of others.
    const empty = opened.filter(({ size }) => size === 0);
    for (const { path } of empty) rmSync(path, { force: true });
    closeSegments(empty);
    return opened.filter(({ size }) => size > 0);
  } catch (error) {
    closeSegments(opened);
    throw error;
  }
}

/** Closes files, which stay where they are. */
export function closeSegments(segments: readonly Segment[]): void {
  for (const { descriptor } of segments) closeSync(descriptor);
}

/** Makes a file that begins at a place. It has its name also after a loss of power. */
export function makeSegment(prefix: string, start: number): Segment {
  const path = segmentPath(prefix, start);
  const descriptor = openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_TRUNC, 0o600);
  try {
    syncFolder(path);
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
  return { path, start, size: 0, descriptor };
}

/**
 * Takes out of a file, from an offset on, the blocks of zeros that stand where nothing was written before the
 * machine lost its power. What is before and behind them becomes lines of their own. Returns how many bytes.
 */
export function mendHoles(segment: Segment, from: number): number {
  const bytes = readFileSync(segment.path);
  const kept: Buffer[] = [];
  let lost = 0;
  for (let at = 0; at < bytes.length; at += BLOCK.length) {
    const block = bytes.subarray(at, at + BLOCK.length);
    const isHole = at + block.length > from && block.equals(BLOCK.subarray(0, block.length));
    if (!isHole) kept.push(block);
    else if (at < from) kept.push(block.subarray(0, from - at));
    if (isHole) lost += block.length - Math.max(0, from - at);
    if (isHole && kept.at(-1)?.at(-1) !== NEWLINE) kept.push(Buffer.of(NEWLINE));
  }
  if (lost === 0) return 0;
  const draft = `${segment.path}${DRAFT}`;
  try {
    writeFileSync(draft, Buffer.concat(kept), { mode: 0o600, flush: true });
    renameSync(draft, segment.path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
  syncFolder(segment.path);
  const descriptor = openSync(segment.path, constants.O_RDWR);
  closeSync(segment.descriptor);
  segment.descriptor = descriptor;
  segment.size = fstatSync(segment.descriptor).size;
  return lost;
}

/**
 * Moves a file that does not begin where the one before it ends, or where all is matched. From then on it has
 * the name of its place: else what is matched of it would be read again after a loss of power.
 */
export function moveSegment(segment: Segment, prefix: string, start: number): void {
  const path = segmentPath(prefix, start);
  renameSync(segment.path, path);
  syncFolder(path);
  Object.assign(segment, { start, path });
}

/** Ends the last line of a file if nothing does yet: what follows is none of it. Returns whether it did. */
export function endLastLine(segment: Segment): boolean {
  const last = Buffer.alloc(1);
  if (segment.size === 0 || readSync(segment.descriptor, last, 0, 1, segment.size - 1) === 0) return false;
  if (last[0] === NEWLINE) return false;
  writeSync(segment.descriptor, "\n", segment.size);
  segment.size += 1;
  return true;
}

/** So that a loss of power cannot take from the middle. */
export function syncSegment({ descriptor }: Segment): void {
  fdatasyncSync(descriptor);
}

function syncFolder(path: string): void {
  const folder = openSync(dirname(path), constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    fsyncSync(folder);
  } catch (error) {
    // Some file systems have no such thing.
    if (!["EINVAL", "ENOTSUP"].includes(String((error as NodeJS.ErrnoException).code))) throw error;
  } finally {
    closeSync(folder);
  }
}
