import { constants } from "node:buffer";
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

/**
 * Lines are decoded in pieces of about this many bytes. V8's substrings keep the whole piece in memory, so
 * a line that is kept costs at most this much more than its own length; decoding each line by itself costs
 * twice the time, and pieces of a whole chunk would let one kept line hold 64 KiB.
 */
const PIECE_BYTES = 512;
const NEWLINE = 10;

/**
 * Makes lines from the bytes of a source: strings of one character a byte, without their newline. It holds
 * at most about a chunk, or one line.
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
  /** A decoded piece of whole lines, where in the chunk it begins, and how far it is taken. */
  private piece = "";
  private pieceStart = 0;
  private taken = 0;
  /** Position of the next newline in the piece, -1 if not known. */
  private newline = -1;
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

  /** The next line, if it ends within a block's length of what was looked at before. */
  next(): string | undefined {
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
  nextSeen(): string | undefined {
    return this.lineIsSeen() ? this.takeLine() : undefined;
  }

  /** Takes a line without newline; undefined if there is none. */
  rest(): string | undefined {
    const length = this.end - this.start;
    if (length === 0) return undefined;
    const text = this.chunk.toString("latin1", this.start, this.end);
    this.offset += length;
    this.start = this.end;
    this.seen = this.end;
    return this.limited(text);
  }

  /** Forgets what was read and not taken, and counts on from another offset. */
  restart(offset: number): void {
    this.start = this.end = this.seen = this.scanned = this.pieceStart = this.taken = this.leftOut = 0;
    this.piece = "";
    this.newline = -1;
    this.offset = offset;
    this.stopped = "no";
    this.releaseChunk();
  }

  private lineIsSeen(): boolean {
    if (this.newline < 0) {
      this.newline = this.piece.indexOf("\n", this.taken);
      if (this.newline < 0 && !this.decodePiece()) return false;
    }
    return this.pieceStart + this.newline < this.seen;
  }

  private takeLine(): string {
    const line = this.piece.slice(this.taken, this.newline);
    this.offset += line.length + 1;
    this.taken = this.newline + 1;
    this.start = this.pieceStart + this.taken;
    this.newline = -1;
    return this.leftOut > 0 || line.length > this.maxLineBytes ? this.limited(line) : line;
  }

  private limited(line: string): string {
    if (this.leftOut === 0 && line.length <= this.maxLineBytes) return line;
    this.offset += this.leftOut;
    this.cut?.(line.length + this.leftOut);
    this.leftOut = 0;
    return line.slice(0, this.maxLineBytes);
  }

  /** Decodes some whole lines, or one that is longer than a piece. Returns whether there are any. */
  private decodePiece(): boolean {
    const { chunk, start, end } = this;
    if (start === end || this.scanned === end) return false;
    let last = chunk.lastIndexOf(NEWLINE, Math.min(start + PIECE_BYTES, end) - 1);
    if (last < start) {
      const from = Math.max(start, this.scanned);
      const found = chunk.subarray(from, end).indexOf(NEWLINE);
      if (found < 0) {
        this.scanned = end;
        return false;
      }
      last = from + found;
    }
    this.piece = chunk.toString("latin1", start, last + 1);
    this.pieceStart = start;
    this.taken = 0;
    this.newline = this.piece.indexOf("\n");
    return true;
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
    this.piece = "";
    this.pieceStart = this.taken = 0;
    this.newline = -1;
  }

  /** An input that waits holds no more memory than its unfinished line. */
  private releaseChunk(): void {
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
    this.piece = "";
    this.pieceStart = this.start;
    this.taken = 0;
    this.newline = -1;
  }
}
