import { hash } from "node:crypto";
import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { LogLevel } from "../core/ports.ts";
import { errorText } from "../system/libc.ts";
import { splice } from "../system/pipes.ts";
import { remedyFor } from "./spool-remedy.ts";
import {
  closeSegments,
  endLastLine,
  makeSegment,
  mendHoles,
  moveSegment,
  openSegments,
  type Segment,
  syncSegment,
} from "./spool-segments.ts";

/** A file of a spool that has grown to this is followed by another one. */
const SEGMENT_BYTES = 8 * 1024 * 1024;
/** One that is not longer is kept when all of it has been committed, so that there are not many new ones. */
const SMALL_BYTES = 256 * 1024;
/** As much as a pipe can hold. */
const BYTES_AT_ONCE = 1024 * 1024;
const NAME_BYTES = 12;
/** One that cannot be opened is tried again so often. */
const RETRY_MS = 1000;

/** What is known of a spool that an earlier run has left. */
export interface SpoolBefore {
  /** Up to here everything is matched and committed. */
  readonly committed: number;
  /** Up to here there were bytes then. */
  readonly end: number;
}

/** Where a spool is, and how it is to be opened. */
export interface SpoolSettings {
  readonly folder: string;
  readonly mostBytes: number;
  /** The machine was started anew: what was not yet on the disk is not there. */
  readonly isNewBoot: boolean;
  /** For tests: of how many bytes a file is. */
  readonly segmentBytes?: number;
  log(level: LogLevel, message: string): void;
}

/**
 * What has come out of a pipe and is not yet part of the committed state, in files, since it cannot be read
 * again from the pipe. Places in it are counted over all that ever came, and go on over restarts.
 */
export class Spool {
  /** Up to here its lines have been taken. */
  position = 0;
  /** Up to here there are bytes. */
  end = 0;
  /** Whether a pipe is open that fills it. */
  isInUse = false;
  private readonly prefix: string;
  private readonly settings: SpoolSettings;
  private readonly log: (level: LogLevel, message: string) => void;
  private before: SpoolBefore | undefined;
  /** The pipe from which it is filled, and whether it is noted from which. */
  private stream: string | undefined;
  private streamIsNoted = false;
  private segments: Segment[] = [];
  private committedTo = 0;
  private trouble: string | undefined;
  private opened = false;
  private triedAt = Number.NEGATIVE_INFINITY;

  /**
   * Takes what an earlier run has left; `before` is what is known of it. If that cannot be opened it stays
   * where it is, and {@link Spool.tryToOpen} has to be called again.
   */
  constructor(name: string, settings: SpoolSettings, before?: SpoolBefore) {
    this.prefix = join(settings.folder, prefixOf(name));
    this.settings = settings;
    this.log = (level, message) => settings.log(level, `Input file ${name}: ${message}`);
    this.before = before;
    this.tryToOpen();
  }

  /** Whether it could be opened. Until then it neither takes nor gives anything. */
  get isOpen(): boolean {
    return this.opened;
  }

  /** What is to be committed while no pipe is open: what was before if it cannot be opened. */
  get left(): SpoolBefore | undefined {
    return this.opened ? { committed: this.position, end: this.end } : this.before;
  }

  /** Opens it unless it is open, or was tried a moment ago. Returns whether it is open. */
  tryToOpen(nowMs = performance.now()): boolean {
    if (this.opened || nowMs - this.triedAt < RETRY_MS) return this.opened;
    this.triedAt = nowMs;
    try {
      mkdirSync(this.settings.folder, { recursive: true, mode: 0o700 });
      this.open();
    } catch (error) {
      closeSegments(this.segments);
      this.segments = [];
      this.setTrouble(`it cannot be opened: ${(error as Error).message}${this.remedy(error)}`);
      return false;
    }
    this.opened = true;
    this.setTrouble(undefined);
    this.noteStream();
    return true;
  }

  private open(): void {
    const { before } = this;
    this.segments = openSegments(this.prefix);
    this.position = before?.committed ?? this.segments[0]?.start ?? 0;
    this.committedTo = this.position;
    this.end = this.position;
    this.removeCommitted();
    this.closeGaps(before?.end ?? 0, this.settings.isNewBoot);
    if (this.end > this.position)
      this.log(4, `${this.end - this.position} bytes of it are in the spool and have not been matched`);
  }

  private remedy(error: unknown): string {
    return remedyFor(error as NodeJS.ErrnoException, this.settings.folder);
  }

  /**
   * To be called before anything is taken from a pipe. If it is not the one from which the rest is that an
   * earlier run has left, an unfinished line of that is over: no pipe outlives the end of the machine.
   */
  begin(stream: string): void {
    this.stream = stream;
    this.streamIsNoted = false;
    if (this.opened) this.noteStream();
  }

  private noteStream(): void {
    const { stream } = this;
    if (stream === undefined || this.streamIsNoted) return;
    const path = `${this.prefix}stream`;
    try {
      if (!existsSync(path) || readFileSync(path, "latin1") !== stream) {
        this.endLine();
        writeFileSync(path, stream, { mode: 0o600 });
      }
      this.streamIsNoted = true;
    } catch (error) {
      this.setTrouble(`${(error as Error).message}${this.remedy(error)}`);
    }
  }

  private endLine(): void {
    const last = this.segments.at(-1);
    if (this.end > this.position && last && endLastLine(last)) this.end += 1;
  }

  /**
   * Moves what the pipe has into the spool. Returns how many bytes; 0 if there is no writer, -1 if there is
   * nothing yet, undefined if the spool cannot take any.
   */
  fill(pipe: number): number | undefined {
    const { mostBytes } = this.settings;
    if (this.end - this.committedTo >= mostBytes) {
      this.setTrouble(`it is full, since nothing is committed (${mostBytes} bytes)`);
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
      if (this.trouble !== undefined) this.troubleIsOver();
      segment.size += moved;
      this.end += moved;
    }
    return moved;
  }

  private troubleIsOver(): void {
    this.setTrouble(undefined);
    // What has come out of another pipe before would else be joined with this after a crash.
    this.noteStream();
  }

  /** Notes bytes that have been read past the spool, and are not in it. */
  pass(bytes: number): void {
    this.end += bytes;
  }

  /** Reads from a place. Returns how many bytes; none if what was written there is not there any more. */
  read(buffer: Buffer, at: number, length: number, place: number): number {
    const segment = this.segments.find((one) => place >= one.start && place < endOf(one));
    if (!segment) return 0;
    const offset = place - segment.start;
    try {
      return readSync(segment.descriptor, buffer, at, Math.min(length, segment.size - offset), offset);
    } catch {
      return 0;
    }
  }

  /** Gives up what cannot be read at a place, and the rest of its file. Returns the place behind it. */
  lose(place: number): number {
    const own = this.segments.find((one) => place >= one.start && place < endOf(one));
    const next = this.segments.find(({ start }) => start > place);
    const behind = own ? endOf(own) : (next?.start ?? this.end);
    this.log(1, `${behind - place} bytes of it are lost, they cannot be read from the spool any more`);
    return behind;
  }

  /** What has been matched up to a place is part of the committed state. */
  committed(place: number): void {
    if (!this.opened) return;
    this.before = undefined;
    this.committedTo = place;
    this.removeCommitted();
  }

  /** What is committed does not stay: a run that knows of no position would read it again. */
  close(): void {
    this.removeCommitted(0);
    closeSegments(this.segments);
    this.segments = [];
  }

  /** Removes all that is in it if that has been matched and committed. Returns whether nothing is left. */
  release(): boolean {
    if (!this.opened || this.committedTo < this.end || this.position < this.end) return false;
    this.removeCommitted(0);
    return this.segments.length === 0;
  }

  /** What cannot be removed now is tried again at the next commit, and known to be over at the next start. */
  private removeCommitted(smallBytes = SMALL_BYTES): void {
    const isOver = ({ start, size }: Segment, at: number): boolean => {
      const isLast = at === this.segments.length - 1;
      return start + size <= this.committedTo && (!isLast || size > smallBytes || start + size < this.end);
    };
    this.segments = this.segments.filter((segment, at) => !isOver(segment, at) || !removed(segment));
  }

  /**
   * After a loss of power, or of disk space, there may be less than there was: `endBefore` was the end at the
   * last commit. No line is made of what was before and what is behind such a gap.
   */
  private closeGaps(endBefore: number, isNewBoot: boolean): void {
    const atEnd = Math.max(0, endBefore - Math.max(this.end, ...this.segments.map(endOf)));
    let lost = atEnd;
    for (const [at, segment] of this.segments.entries()) {
      const expected = Math.max(this.end, Math.min(segment.start, this.position));
      if (segment.start > expected) {
        lost += segment.start - expected;
        const former = this.segments[at - 1];
        const place = former && endLastLine(former) ? expected + 1 : expected;
        moveSegment(segment, this.prefix, place);
      }
      if (isNewBoot) lost += mendHoles(segment, Math.max(0, this.position - segment.start));
      this.end = Math.max(this.end, endOf(segment));
    }
    if (atEnd > 0) this.endLine();
    if (lost > 0) this.log(2, `${lost} bytes of it are lost, they were not on the disk`);
  }

  private lastSegment(): Segment | undefined {
    const last = this.segments.at(-1);
    const { folder, segmentBytes = SEGMENT_BYTES } = this.settings;
    if (last && last.size < segmentBytes && endOf(last) === this.end && hasName(last)) return last;
    if (last?.size === 0) closeSegments(this.segments.splice(-1));
    try {
      if (last && last.size > 0) syncSegment(last);
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const segment = makeSegment(this.prefix, this.end);
      this.segments.push(segment);
      return segment;
    } catch (error) {
      this.setTrouble(`${(error as Error).message}${this.remedy(error)}`);
      return undefined;
    }
  }

  private setTrouble(reason: string | undefined): void {
    if ((reason === undefined) !== (this.trouble === undefined)) {
      if (reason === undefined) this.log(4, "its lines go through the spool again");
      else this.log(1, `a crash would lose lines of it, the spool takes none: ${reason}`);
    }
    this.trouble = reason;
  }
}

/** What the names of the files begin with in which an input's spool is. */
export function prefixOf(name: string): string {
  return `${hash("sha256", Buffer.from(name, "latin1"), "hex").slice(0, NAME_BYTES)}-`;
}

function endOf({ start, size }: Segment): number {
  return start + size;
}

/** Whether a crash would leave it: somebody may have removed the folder with all that is in it. */
function hasName({ descriptor }: Segment): boolean {
  return fstatSync(descriptor).nlink > 0;
}

function removed({ descriptor, path }: Segment): boolean {
  try {
    rmSync(path, { force: true });
  } catch {
    return false;
  }
  closeSync(descriptor);
  return true;
}
