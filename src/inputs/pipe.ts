import { closeSync, readSync } from "node:fs";
import { Socket } from "node:net";
import type { ChunkPool } from "./chunk-pool.ts";
import { type LineSettings, LineSplitter } from "./line-splitter.ts";
import type { FileIdentity, Opened } from "./opened.ts";

/** The event loop's own read only has to tell that there is something; the rest is read in our turn. */
const FIRST_BYTES = 4096;
/** After a few lines we wait so long before we listen again, so that more lines come at once. */
const TRICKLE_WAIT_MS = 3;
/** More than this between two waits is not a few lines, and the pipe must not become full. */
const TRICKLE_BYTES = 8192;

/** A FIFO, or standard input if that is not a regular file. It is never read beyond what it has. */
export class Pipe implements Opened {
  readonly kind = "pipe";
  readonly descriptor: number;
  readonly identity: FileIdentity | undefined;
  readonly lines: LineSplitter;
  private readonly ready: () => void;
  private readonly emptyIsEnd: boolean;
  private socket: Socket | undefined;
  private first: Buffer = Buffer.alloc(0);
  private listening = false;
  private trickle: NodeJS.Timeout | undefined;
  private bytesSinceWait = 0;
  /** The last writer has gone. */
  private ended = false;
  private error: unknown;

  /**
   * The descriptor does not block. `emptyIsEnd`: that reading gives nothing means that there is no writer
   * any more, not that there has been none yet.
   */
  constructor(
    from: {
      readonly descriptor: number;
      readonly identity: FileIdentity | undefined;
      readonly emptyIsEnd: boolean;
    },
    pool: ChunkPool,
    settings: LineSettings,
    ready: () => void,
  ) {
    this.descriptor = from.descriptor;
    this.identity = from.identity;
    this.emptyIsEnd = from.emptyIsEnd;
    this.ready = ready;
    this.lines = new LineSplitter(this, pool, settings);
    this.socket = this.listener();
  }

  /** A terminal or a device is not a thing that Node can listen to. */
  get needsPolling(): boolean {
    return this.socket === undefined;
  }

  read(buffer: Buffer, at: number, length: number): number {
    if (this.first.length > 0) return this.takeFirst(buffer, at, length);
    if (this.error !== undefined) throw this.error;
    if (this.ended) return 0;
    try {
      const bytes = readSync(this.descriptor, buffer, at, length, null);
      if (bytes === 0) return this.emptyIsEnd ? 0 : -1;
      this.bytesSinceWait += bytes;
      return bytes;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EAGAIN") return -1;
      if (code === "EOF") return 0;
      throw error;
    }
  }

  wait(): void {
    if (this.listening || this.trickle || !this.socket || this.ended) return;
    const few = this.bytesSinceWait > 0 && this.bytesSinceWait < TRICKLE_BYTES;
    this.bytesSinceWait = 0;
    if (!few) {
      this.listen();
      return;
    }
    this.trickle = setTimeout(() => {
      this.trickle = undefined;
      this.listen();
    }, TRICKLE_WAIT_MS);
  }

  hasMore(): boolean {
    return this.needsPolling && !this.ended;
  }

  close(): void {
    clearTimeout(this.trickle);
    if (this.socket) this.socket.destroy();
    else if (this.descriptor > 2) closeSync(this.descriptor);
    this.socket = undefined;
    this.ended = true;
  }

  private takeFirst(buffer: Buffer, at: number, length: number): number {
    const bytes = this.first.copy(buffer, at, 0, length);
    this.first = this.first.subarray(bytes);
    return bytes;
  }

  private listen(): void {
    this.listening = true;
    this.socket?.resume();
  }

  private listener(): Socket | undefined {
    let socket: Socket;
    try {
      socket = new Socket({
        fd: this.descriptor,
        readable: true,
        writable: false,
        manualStart: true,
        onread: {
          buffer: Buffer.allocUnsafeSlow(FIRST_BYTES),
          callback: (bytes: number, buffer: Uint8Array) => {
            this.first = Buffer.concat([this.first, buffer.subarray(0, bytes)]);
            this.bytesSinceWait += bytes;
            this.listening = false;
            this.ready();
            // Read no more until we wait again.
            return false;
          },
        },
      } as ConstructorParameters<typeof Socket>[0]);
    } catch {
      return undefined;
    }
    socket.on("end", () => {
      this.ended = true;
      this.listening = false;
      this.ready();
    });
    socket.on("error", (error) => {
      this.error = error;
      this.ended = true;
      this.listening = false;
      this.ready();
    });
    return socket;
  }
}
