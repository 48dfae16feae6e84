import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { ByteLine } from "./byte-line.ts";
import type { FileIdentity } from "./opened.ts";

const CHUNK_BYTES = 256 * 1024;
const NEWLINE = 10;

/**
 * The lines of a file, or of standard input for `-`, from beginning to end. Lines are bytes, one a character;
 * a last line without newline is a line.
 */
export class WholeFile {
  /** Absent for what cannot be read again. */
  readonly identity: FileIdentity | undefined;
  /** Where reading has begun. */
  readonly start: number;
  private readonly descriptor: number;
  private chunk: Buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  /** How much of the chunk has been read into, and where the next line begins. */
  private filled = 0;
  private position = 0;
  private offset: number;
  private atEnd = false;
  private closed = false;
  /** The present line, and the one before it, which is used again. */
  private present: ByteLine;
  private previous: ByteLine;

  /** Where to read in the file; null for where the last read has ended. */
  private readFrom: number | null;

  /**
   * Begins at an offset in bytes, if one is given, or at the present end. Throws what the operating system
   * says if the file cannot be opened.
   */
  constructor(path: string, context: string | undefined, from?: number | "end") {
    this.descriptor = path === "-" ? 0 : openSync(path, "r");
    this.readFrom = from === "end" ? fstatSync(this.descriptor).size : (from ?? null);
    this.offset = this.readFrom ?? 0;
    const stat = fstatSync(this.descriptor, { bigint: true });
    if (path !== "-" && stat.isFile()) this.identity = { device: stat.dev, inode: stat.ino };
    this.start = this.offset;
    this.present = new ByteLine(path, context);
    this.previous = new ByteLine(path, context);
  }

  /** The next line, or undefined at the end. A line is good until the next but one is asked for. */
  next(): ByteLine | undefined {
    let newline = this.chunk.indexOf(NEWLINE, this.position);
    while (newline < 0 || newline >= this.filled) {
      if (this.atEnd) return this.position < this.filled ? this.take(this.filled, this.filled) : undefined;
      const searched = this.filled - this.position;
      this.fill();
      newline = this.chunk.indexOf(NEWLINE, searched);
    }
    return this.take(newline, newline + 1);
  }

  /** May be called more than once. */
  close(): void {
    if (this.descriptor !== 0 && !this.closed) closeSync(this.descriptor);
    this.closed = true;
  }

  private take(end: number, next: number): ByteLine {
    const line = this.previous;
    this.previous = this.present;
    this.present = line;
    this.offset += next - this.position;
    line.set(this.chunk, this.position, end, this.offset);
    this.position = next;
    return line;
  }

  /** Reads on behind what has not been taken yet, which moves to the beginning. */
  private fill(): void {
    this.present.keepBytes();
    const rest = this.chunk.subarray(this.position, this.filled);
    if (rest.length * 2 > this.chunk.length) {
      const larger = Buffer.allocUnsafe(this.chunk.length * 2);
      rest.copy(larger);
      this.chunk = larger;
    } else rest.copy(this.chunk);
    this.position = 0;
    this.filled = rest.length;
    const read = readChunk(this.descriptor, this.chunk, this.filled, this.readFrom);
    if (this.readFrom !== null) this.readFrom += read;
    this.filled += read;
    this.atEnd = read === 0;
  }
}

function readChunk(descriptor: number, chunk: Buffer, offset: number, from: number | null): number {
  for (;;) {
    try {
      return readSync(descriptor, chunk, offset, chunk.length - offset, from);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EOF") return 0;
      if (code !== "EAGAIN") throw error;
      Atomics.wait(PAUSE, 0, 0, 20);
    }
  }
}

/** Standard input may be a terminal or a pipe in non-blocking mode; then there is nothing to do but wait. */
const PAUSE = new Int32Array(new SharedArrayBuffer(4));
