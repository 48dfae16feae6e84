import { constants } from "node:buffer";
import { ByteLine } from "./byte-line.ts";
import type { ChunkPool } from "./chunk-pool.ts";

/** Where bytes come from. */
export interface ByteSource {
  /** Reads into a part of the buffer. Returns how many bytes; 0 is the end, -1 that none are there yet. */
  read(buffer: Buffer, at: number, length: number): number;
}

/** How lines are made from bytes. */
export interface LineSettings {
  /**
   * A call of `next` looks at no more than this many further bytes, as one read of the reference does. It
   * decides which of several inputs is the first to have a whole line.
   */
  readonly blockBytes: number;
  /** Longer lines are cut to this length; 0 for no limit. */
  readonly maxLineBytes: number;
  /** Told about each line that was cut, and how long it was. */
  readonly cut?: (lineBytes: number) => void;
}

const NEWLINE = 10;

/**
 * Makes lines from the bytes of a source, without their newline. It holds at most about a chunk, or one line.
 * Most lines match no rule, so they stay bytes until somebody asks for their text.
 */
export class LineSplitter {
  /** Bytes of the source up to the end of the last line taken. */
  offset: number;
  /** What the last read of the source gave, if no line came of it: the end, or nothing yet. */
  stopped: "no" | "end" | "nothing" = "no";
  private readonly source: ByteSource;
  private readonly pool: ChunkPool;
  private readonly blockBytes: number;
  private readonly maxLineBytes: number;
  private readonly cut: ((lineBytes: number) => void) | undefined;
  private chunk: Buffer;
  /** The bytes of the chunk that are not yet taken. */
  private start = 0;
  private end = 0;
  /** Up to here the reference would have read. */
  private seen = 0;
  /** Up to here there is no newline. */
  private scanned = 0;
  /** A text of the chunk's bytes in which newlines are found: asking the bytes takes twice the time. */
  private text = "";
  private textStart = 0;
  /** Where the text ends in the chunk, -1 if it is none of it. */
  private textEnd = -1;
  /** Position of the newline that ends the next line, -1 if not known. */
  private newline = -1;
  /** The line that was taken last, and the one before it, which is used again. */
  private present = new ByteLine("", undefined);
  private previous = new ByteLine("", undefined);
  /** Bytes of the line in progress that were left out, since it is too long. */
  private leftOut = 0;

  constructor(source: ByteSource, pool: ChunkPool, settings: LineSettings, offset = 0) {
    this.source = source;
    this.pool = pool;
    this.blockBytes = settings.blockBytes;
    this.maxLineBytes = Math.min(settings.maxLineBytes || Infinity, constants.MAX_STRING_LENGTH);
    this.cut = settings.cut;
    this.offset = offset;
    this.chunk = pool.empty;
  }

  /** Bytes that were read, or would have been read by the reference, and are not part of a taken line. */
  get pendingBytes(): number {
    return this.seen - this.start + this.leftOut;
  }

  /**
   * The next line, if it ends within a block's length of what was looked at before. It is good until the next
   * but one is asked for.
   */
  next(): ByteLine | undefined {
    if (!this.lineIsSeen()) {
      if (!this.lookAtBlock() || !this.lineIsSeen()) return undefined;
    }
    return this.takeLine();
  }

  /** Reads if nothing has been read that is not yet taken. */
  prefetch(): void {
    if (this.start === this.end) this.fill();
  }

  /** The next line, if it is in what was looked at before. */
  nextSeen(): ByteLine | undefined {
    return this.lineIsSeen() ? this.takeLine() : undefined;
  }

  /** Takes a line without newline; undefined if there is none. */
  rest(): ByteLine | undefined {
    if (this.start === this.end) return undefined;
    this.seen = this.end;
    return this.take(this.end, this.end);
  }

  /** Forgets what was read and not taken, and counts on from another offset. */
  restart(offset: number): void {
    this.present.keepBytes();
    this.start = this.end = this.seen = this.scanned = this.leftOut = 0;
    this.newline = -1;
    this.offset = offset;
    this.stopped = "no";
    this.releaseChunk();
  }

  private lineIsSeen(): boolean {
    if (this.newline < 0 && !this.findNewline()) return false;
    return this.newline < this.seen;
  }

  private findNewline(): boolean {
    const { end } = this;
    const from = Math.max(this.start, this.scanned);
    if (from >= end) return false;
    if (this.textEnd !== end) this.makeText(from, end);
    const found = this.text.indexOf("\n", from - this.textStart);
    if (found < 0) {
      this.scanned = end;
      return false;
    }
    this.newline = found + this.textStart;
    return true;
  }

  private makeText(from: number, end: number): void {
    this.text = this.chunk.toString("latin1", from, end);
    this.textStart = from;
    this.textEnd = end;
  }

  private forgetText(): void {
    this.text = "";
    this.textEnd = -1;
  }

  private takeLine(): ByteLine {
    const { newline } = this;
    this.newline = -1;
    return this.take(newline, newline + 1);
  }

  private take(end: number, next: number): ByteLine {
    const line = this.previous;
    this.previous = this.present;
    this.present = line;
    const { chunk, start } = this;
    this.offset += next - start;
    this.start = next;
    line.set(chunk, start, end, this.offset);
    if (this.leftOut > 0 || end - start > this.maxLineBytes) this.limit(line);
    return line;
  }

  private limit(line: ByteLine): void {
    this.offset += this.leftOut;
    this.cut?.(line.end - line.start + this.leftOut);
    this.leftOut = 0;
    line.set(line.bytes, line.start, Math.min(line.end, line.start + this.maxLineBytes), this.offset);
  }

  private lookAtBlock(): boolean {
    if (this.seen === this.end && !this.fill()) return false;
    this.seen = Math.min(this.seen + this.blockBytes, this.end);
    return true;
  }

  /** Reads more behind what there is, which is then part of one line. */
  private fill(): boolean {
    this.makeRoom();
    const { chunk, end } = this;
    const bytes = this.source.read(chunk, end, chunk.length - end);
    if (bytes <= 0) {
      this.stopped = bytes === 0 ? "end" : "nothing";
      this.releaseChunk();
      return false;
    }
    this.stopped = "no";
    this.end += bytes;
    if (this.end - this.start > this.maxLineBytes) this.leaveOut(end, bytes);
    return true;
  }

  /** Of a line that is too long only the beginning is kept, and what follows its newline. */
  private leaveOut(from: number, bytes: number): void {
    const { chunk } = this;
    const limit = this.start + this.maxLineBytes;
    const found = chunk.subarray(from, from + bytes).indexOf(NEWLINE);
    const newline = found < 0 ? this.end : from + found;
    if (newline <= limit) return;
    this.leftOut += newline - limit;
    chunk.copyWithin(limit, newline, this.end);
    this.end -= newline - limit;
    this.seen = Math.min(this.seen, this.end);
    this.scanned = Math.min(this.scanned, limit);
  }

  private makeRoom(): void {
    this.present.keepBytes();
    this.forgetText();
    const pending = this.end - this.start;
    if (pending === 0) {
      if (this.chunk.length < this.pool.chunkBytes) this.chunk = this.pool.take();
    } else if (this.start > 0 || this.chunk.length < pending + this.pool.chunkBytes) {
      const fits = this.chunk.length >= pending + this.pool.chunkBytes / 2;
      const room = fits ? this.chunk : Buffer.allocUnsafeSlow(2 * pending + this.pool.chunkBytes);
      this.chunk.copy(room, 0, this.start, this.end);
      if (!fits) this.pool.give(this.chunk);
      this.chunk = room;
    }
    this.scanned = Math.max(0, this.scanned - this.start);
    this.start = 0;
    this.end = this.seen = pending;
    this.newline = -1;
  }

  /** An input that waits holds no more memory than its unfinished line. */
  private releaseChunk(): void {
    this.present.keepBytes();
    this.forgetText();
    if (this.start === this.end) {
      this.pool.give(this.chunk);
      this.chunk = this.pool.empty;
      this.start = this.end = this.seen = this.scanned = 0;
    } else if (this.chunk.length > 2 * (this.end - this.start)) {
      const own = Buffer.allocUnsafeSlow(this.end - this.start);
      this.chunk.copy(own, 0, this.start, this.end);
      this.pool.give(this.chunk);
      this.chunk = own;
      this.scanned -= this.start;
      this.start = 0;
      this.end = this.seen = own.length;
    }
    this.newline = -1;
  }
}
