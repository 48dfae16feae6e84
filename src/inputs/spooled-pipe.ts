import { closeSync, readSync } from "node:fs";
import { type Watch, watch } from "../system/poll.ts";
import type { ChunkPool } from "./chunk-pool.ts";
import { type LineSettings, LineSplitter } from "./line-splitter.ts";
import type { FileIdentity, Opened } from "./opened.ts";
import type { Spool, SpoolBefore } from "./spool.ts";

/** After a few lines we wait so long before we listen again, so that more lines come at once. */
const TRICKLE_WAIT_MS = 3;
/** More than this between two waits is not a few lines, and the pipe must not become full. */
const TRICKLE_BYTES = 8192;
const NEWLINE = 10;

/** A FIFO, or standard input that is a pipe, which is read through a spool. */
export class SpooledPipe implements Opened {
  readonly kind = "pipe";
  readonly needsPolling = false;
  readonly descriptor: number;
  readonly identity: FileIdentity | undefined;
  readonly lines: LineSplitter;
  private readonly spool: Spool;
  private readonly ready: () => void;
  private readonly emptyIsEnd: boolean;
  /** Where the next read begins. */
  private place: number;
  /** Whether what is read goes through the spool, and not past one that cannot be opened. */
  private isSpooled: boolean;
  /** So many bytes were read that have no place in it. */
  private passed = 0;
  private isAtLineStart = true;
  private watched: Watch | undefined;
  private trickle: NodeJS.Timeout | undefined;
  private bytesSinceWait = 0;
  /** Somebody has written, or has closed it. */
  private told = false;
  private closed = false;
  private hasEnded = false;

  /** `emptyIsEnd`: that reading gives nothing means that there is no writer any more. */
  constructor(
    from: {
      readonly descriptor: number;
      readonly identity: FileIdentity | undefined;
      readonly emptyIsEnd: boolean;
    },
    spool: Spool,
    pool: ChunkPool,
    settings: LineSettings,
    ready: () => void,
  ) {
    this.descriptor = from.descriptor;
    this.identity = from.identity;
    this.emptyIsEnd = from.emptyIsEnd;
    this.spool = spool;
    spool.isInUse = true;
    this.ready = ready;
    this.place = spool.position;
    this.isSpooled = spool.isOpen;
    this.lines = new LineSplitter(this, pool, settings, spool.position);
  }

  /**
   * What is to be committed when the lines have been matched up to an offset: the place in the spool, and
   * where that ends. Of a spool that cannot be opened nothing is taken back.
   */
  placeOf(offset: number): SpoolBefore | undefined {
    const { spool } = this;
    if (!spool.isOpen) return spool.left;
    const committed = Math.max(this.isSpooled ? 0 : spool.position, offset - this.passed);
    return { committed, end: spool.end };
  }

  read(buffer: Buffer, at: number, length: number): number {
    const { spool } = this;
    if (!this.isSpooled && !this.changesToSpool()) return this.readBeforeSpool(buffer, at, length);
    if (this.place === spool.end) {
      const moved = spool.fill(this.descriptor);
      if (moved === undefined) return this.readPast(buffer, at, length);
      if (moved <= 0) return moved === 0 ? this.nothing() : moved;
    }
    const bytes = spool.read(buffer, at, length, this.place);
    return bytes > 0 ? this.taken(buffer, at, bytes) : this.lose(buffer, at, length);
  }

  /** Goes on behind what the spool does not have any more. What is before it and behind are not one line. */
  private lose(buffer: Buffer, at: number, length: number): number {
    const behind = this.spool.lose(this.place);
    this.passed -= behind - this.place;
    this.place = behind;
    if (this.isAtLineStart) return this.read(buffer, at, length);
    this.isAtLineStart = true;
    buffer[at] = NEWLINE;
    this.passed += 1;
    return 1;
  }

  /** Between two lines only: what an earlier run has left in the spool comes next, and is part of none. */
  private changesToSpool(): boolean {
    const { spool } = this;
    if (!spool.tryToOpen() || !this.isAtLineStart) return false;
    this.passed += this.place - spool.position;
    this.place = spool.position;
    this.isSpooled = true;
    return true;
  }

  /** The spool could not be opened. Its places are not counted on, since there may be something in it. */
  private readBeforeSpool(buffer: Buffer, at: number, length: number): number {
    const bytes = this.readPipe(buffer, at, this.spool.isOpen ? 1 : length);
    if (bytes <= 0) return bytes;
    this.passed += bytes;
    this.isAtLineStart = buffer[at + bytes - 1] === NEWLINE;
    this.bytesSinceWait += bytes;
    return bytes;
  }

  /**
   * Standard input has ended, and its last line has been taken. Returns whether what an earlier run has left
   * in the spool is still to come: it cannot be opened yet.
   */
  waitsForSpool(): boolean {
    this.hasEnded = this.emptyIsEnd && !this.spool.isOpen && this.spool.left !== undefined;
    this.isAtLineStart ||= this.hasEnded;
    return this.hasEnded;
  }

  wait(): void {
    // That a pipe has ended would be told at once, for ever.
    if (this.watched || this.trickle || this.closed || this.hasEnded) return;
    const few = this.bytesSinceWait > 0 && this.bytesSinceWait < TRICKLE_BYTES;
    this.bytesSinceWait = 0;
    if (!few) this.listen();
    else
      this.trickle = setTimeout(() => {
        this.trickle = undefined;
        this.listen();
      }, TRICKLE_WAIT_MS);
  }

  hasMore(): boolean {
    // Once a second: whether it can be opened by now.
    if (!this.isSpooled) return this.spool.tryToOpen();
    return this.place < this.spool.end;
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    clearTimeout(this.trickle);
    this.watched?.close();
    if (this.isSpooled) this.spool.position = this.lines.offset - this.passed;
    this.spool.isInUse = false;
    if (this.descriptor > 2) closeSync(this.descriptor);
  }

  /** The spool takes nothing: better to go on without it than to stop. */
  private readPast(buffer: Buffer, at: number, length: number): number {
    const bytes = this.readPipe(buffer, at, length);
    if (bytes <= 0) return bytes;
    this.spool.pass(bytes);
    return this.taken(buffer, at, bytes);
  }

  private readPipe(buffer: Buffer, at: number, length: number): number {
    try {
      const bytes = readSync(this.descriptor, buffer, at, length, null);
      return bytes === 0 ? this.nothing() : bytes;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EAGAIN") return -1;
      if (code === "EOF") return 0;
      throw error;
    }
  }

  private nothing(): number {
    return this.emptyIsEnd || this.told ? 0 : -1;
  }

  private taken(buffer: Buffer, at: number, bytes: number): number {
    this.isAtLineStart = buffer[at + bytes - 1] === NEWLINE;
    this.place += bytes;
    this.bytesSinceWait += bytes;
    return bytes;
  }

  private listen(): void {
    if (this.closed) return;
    this.watched = watch(this.descriptor, "readable", () => {
      this.watched?.close();
      this.watched = undefined;
      this.told = true;
      this.ready();
    });
  }
}
