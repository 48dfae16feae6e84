import { hash } from "node:crypto";
import {
  closeSync,
  constants,
  existsSync,
  fdatasyncSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import type { LogLevel } from "../core/ports.ts";
import { errorText } from "../system/libc.ts";
import { splice } from "../system/pipes.ts";
import type { FilePosition } from "./resume.ts";

/** How a position in a spool is told from one in a file. */
const MARK = "spool";
/** A file of a spool that has grown to this is followed by another one. */
const SEGMENT_BYTES = 8 * 1024 * 1024;
/** One that is not longer is kept when all of it has been committed, so that there are not many new ones. */
const SMALL_BYTES = 256 * 1024;
/** As much as a pipe can hold. */
const BYTES_AT_ONCE = 1024 * 1024;
const NAME_BYTES = 12;
const NEWLINE = 10;
const DIGITS = 18;

/** A file of a spool. `start` is its place in all that ever came out of the pipe. */
interface Segment {
  path: string;
  start: number;
  size: number;
  readonly descriptor: number;
}

/**
 * What has come out of a pipe and is not yet part of the committed state, in files, since it cannot be read
 * again from the pipe. Places in it are counted over all that ever came, and go on over restarts.
 */
export class Spool {
  /** Up to here its lines have been taken. */
  position: number;
  /** Up to here there are bytes. */
  end: number;
  private readonly prefix: string;
  private readonly mostBytes: number;
  private readonly log: (level: LogLevel, message: string) => void;
  private segments: Segment[] = [];
  private committedTo: number;
  private trouble: string | undefined;

  /** Takes what an earlier run has left; `committed` is how far that had come, if it is known. */
  constructor(
    folder: string,
    name: string,
    committed: number | undefined,
    mostBytes: number,
    log: (level: LogLevel, message: string) => void,
  ) {
    this.prefix = join(folder, `${hash("sha256", Buffer.from(name, "latin1"), "hex").slice(0, NAME_BYTES)}-`);
    this.mostBytes = mostBytes;
    this.log = (level, message) => log(level, `Input file ${name}: ${message}`);
    for (const [path, start] of segmentsIn(folder, this.prefix)) {
      const descriptor = openSync(path, constants.O_RDWR);
      this.segments.push({ path, start, size: fstatSync(descriptor).size, descriptor });
    }
    this.position = committed ?? this.segments[0]?.start ?? 0;
    this.committedTo = this.position;
    this.end = this.position;
    this.removeCommitted();
    this.closeGaps();
    if (this.end > this.position)
      this.log(4, `${this.end - this.position} bytes of it are in the spool and have not been matched`);
  }

  /**
   * To be called before anything is taken from a stream that has an end, unlike a FIFO. If it is not the one
   * from which the rest is that an earlier run has left, an unfinished line of that is over.
   */
  begin(stream: string): void {
    const path = `${this.prefix}stream`;
    try {
      if (existsSync(path) && readFileSync(path, "latin1") === stream) return;
      this.endLine();
      writeFileSync(path, stream, { mode: 0o600 });
    } catch (error) {
      this.setTrouble((error as Error).message);
    }
  }

  private endLine(): void {
    if (this.end === this.position) return;
    const last = Buffer.alloc(1);
    this.read(last, 0, 1, this.end - 1);
    if (last[0] === NEWLINE) return;
    const segment = this.lastSegment();
    if (!segment) return;
    writeSync(segment.descriptor, "\n", segment.size);
    segment.size += 1;
    this.end += 1;
  }

  /**
   * Moves what the pipe has into the spool. Returns how many bytes; 0 if there is no writer, -1 if there is
   * nothing yet, undefined if the spool cannot take any.
   */
  fill(pipe: number): number | undefined {
    if (this.end - this.committedTo >= this.mostBytes) {
      this.setTrouble(`it is full, since nothing is committed (${this.mostBytes} bytes)`);
      return undefined;
    }
    const segment = this.lastSegment();
    if (!segment) return undefined;
    const moved = splice(pipe, segment.descriptor, segment.size, BYTES_AT_ONCE);
    if (typeof moved !== "number") {
      this.setTrouble(errorText(moved.errno));
      return undefined;
    }
    if (moved > 0) {
      this.setTrouble(undefined);
      segment.size += moved;
      this.end += moved;
    }
    return moved;
  }

  /** Notes bytes that have been read past the spool, and are not in it. */
  pass(bytes: number): void {
    this.end += bytes;
  }

  /** Reads from a place. Returns how many bytes. */
  read(buffer: Buffer, at: number, length: number, place: number): number {
    const segment = this.segments.find(({ start, size }) => place >= start && place < start + size);
    if (!segment) return 0;
    const offset = place - segment.start;
    return readSync(segment.descriptor, buffer, at, Math.min(length, segment.size - offset), offset);
  }

  /** What has been matched up to a place is part of the committed state. */
  committed(place: number): void {
    this.committedTo = place;
    this.removeCommitted();
  }

  /** What is committed does not stay: a run that knows of no position would read it again. */
  close(): void {
    this.removeCommitted(0);
    for (const { descriptor } of this.segments) closeSync(descriptor);
    this.segments = [];
  }

  private removeCommitted(smallBytes = SMALL_BYTES): void {
    const isOver = ({ start, size }: Segment, at: number): boolean => {
      const isLast = at === this.segments.length - 1;
      return start + size <= this.committedTo && (!isLast || size > smallBytes || start + size < this.end);
    };
    for (const { descriptor, path } of this.segments.filter(isOver)) {
      closeSync(descriptor);
      rmSync(path, { force: true });
    }
    this.segments = this.segments.filter((segment, at) => !isOver(segment, at));
  }

  /** After a loss of power, or of disk space, there may be less than there was. */
  private closeGaps(): void {
    let lost = 0;
    for (const segment of this.segments) {
      const expected = Math.max(this.end, Math.min(segment.start, this.position));
      if (segment.start > expected) {
        lost += segment.start - expected;
        const path = this.pathOf(expected);
        renameSync(segment.path, path);
        Object.assign(segment, { start: expected, path });
      }
      this.end = Math.max(this.end, segment.start + segment.size);
    }
    if (lost > 0) this.log(2, `${lost} bytes of it are lost, they were not yet on the disk`);
  }

  private lastSegment(): Segment | undefined {
    const last = this.segments.at(-1);
    if (last && last.size < SEGMENT_BYTES && last.start + last.size === this.end) return last;
    try {
      // So that a loss of power cannot take from the middle.
      if (last) fdatasyncSync(last.descriptor);
      const path = this.pathOf(this.end);
      const descriptor = openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_TRUNC, 0o600);
      const segment = { path, start: this.end, size: 0, descriptor };
      this.segments.push(segment);
      return segment;
    } catch (error) {
      this.setTrouble((error as Error).message);
      return undefined;
    }
  }

  private pathOf(start: number): string {
    return `${this.prefix}${String(start).padStart(DIGITS, "0")}`;
  }

  private setTrouble(reason: string | undefined): void {
    if ((reason === undefined) !== (this.trouble === undefined)) {
      if (reason === undefined) this.log(4, "its lines go through the spool again");
      else this.log(1, `a crash would lose lines of it, the spool takes none: ${reason}`);
    }
    this.trouble = reason;
  }
}

function segmentsIn(folder: string, prefix: string): readonly (readonly [string, number])[] {
  const paths = readdirSync(folder).map((name) => join(folder, name));
  return paths
    .filter((path) => path.startsWith(prefix))
    .map((path) => [path, Number(path.slice(prefix.length))] as const)
    .filter(([, start]) => Number.isSafeInteger(start))
    .toSorted(([, one], [, other]) => one - other);
}

/** The spools of all pipes. */
export class Spools {
  private readonly folder: string;
  private readonly mostBytes: number;
  private readonly log: (level: LogLevel, message: string) => void;
  private readonly spools = new Map<string, Spool>();
  private readonly committedTo = new Map<string, number>();

  /** Throws what making the folder throws. */
  constructor(folder: string, mostBytes: number, log: (level: LogLevel, message: string) => void) {
    this.folder = folder;
    this.mostBytes = mostBytes;
    this.log = log;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  /** The spool of an input, which stays the same when the pipe is opened anew. */
  spoolOf(name: string): Spool {
    let spool = this.spools.get(name);
    if (!spool) {
      spool = new Spool(this.folder, name, this.committedTo.get(name), this.mostBytes, this.log);
      this.spools.set(name, spool);
    }
    return spool;
  }

  /** Tells how far everything has been committed. */
  committed(positions: readonly FilePosition[]): void {
    for (const { name, offset } of positions.filter(isInSpool)) {
      this.committedTo.set(name, offset);
      this.spools.get(name)?.committed(offset);
    }
  }

  close(): void {
    for (const spool of this.spools.values()) spool.close();
    this.spools.clear();
  }
}

/** Whether a position is one in a spool. */
export function isInSpool({ fingerprint }: FilePosition): boolean {
  return fingerprint === MARK;
}

/** A position in an input's spool, as it is committed. */
export function positionInSpool(name: string, offset: number): FilePosition {
  return { name, device: 0n, inode: 1n, offset, fingerprint: MARK };
}
