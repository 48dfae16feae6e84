import { closeSync, readSync } from "node:fs";
import { type Watch, watch } from "../system/poll.ts";
import type { ChunkPool } from "./chunk-pool.ts";
import { type LineSettings, LineSplitter } from "./line-splitter.ts";
import type { FileIdentity, Opened } from "./opened.ts";
import type { Spool } from "./spool.ts";

/** After a few lines we wait so long before we listen again, so that more lines come at once. */
const TRICKLE_WAIT_MS = 3;
/** More than this between two waits is not a few lines, and the pipe must not become full. */
const TRICKLE_BYTES = 8192;

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
  private watched: Watch | undefined;
  private trickle: NodeJS.Timeout | undefined;
  private bytesSinceWait = 0;
  /** Somebody has written, or has closed it. */
  private told = false;
  private closed = false;

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
    this.ready = ready;
    this.place = spool.position;
    this.lines = new LineSplitter(this, pool, settings, spool.position);
  }

  /** Up to here something has come out of it. */
  get end(): number {
    return this.spool.end;
  }

  read(buffer: Buffer, at: number, length: number): number {
    const { spool } = this;
    if (this.place === spool.end) {
      const moved = spool.fill(this.descriptor);
      if (moved === undefined) return this.readPast(buffer, at, length);
      if (moved <= 0) return moved === 0 ? this.nothing() : moved;
    }
    return this.taken(spool.read(buffer, at, length, this.place));
  }

  wait(): void {
    if (this.watched || this.trickle || this.closed) return;
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
    return this.place < this.spool.end;
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    clearTimeout(this.trickle);
    this.watched?.close();
    this.spool.position = this.lines.offset;
    if (this.descriptor > 2) closeSync(this.descriptor);
  }

  /** The spool takes nothing: better to go on without it than to stop. */
  private readPast(buffer: Buffer, at: number, length: number): number {
    try {
      const bytes = readSync(this.descriptor, buffer, at, length, null);
      if (bytes === 0) return this.nothing();
      this.spool.pass(bytes);
      return this.taken(bytes);
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

  private taken(bytes: number): number {
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
