import { closeSync } from "node:fs";
import { Fifo } from "../core/fifo.ts";
import { EAGAIN, type Errno } from "../system/libc.ts";
import { type Watch, watch } from "../system/poll.ts";
import { bytesAreOver } from "./tracked.ts";

/** Writes what it can without waiting. */
export type Transmit = (descriptor: number, bytes: Buffer) => { readonly sent: number } | { errno: Errno };

/**
 * Writes to a descriptor that does not wait, in order, and keeps what it does not take until it does. It owns
 * the descriptor.
 */
export class QueuedWriter {
  /** Bytes that wait. */
  queuedBytes = 0;
  private readonly descriptor: number;
  private readonly transmit: Transmit;
  private readonly onFailure: (errno: Errno, unsent: readonly Buffer[]) => void;
  /** What waits, oldest first; of the first, `offset` bytes are written. */
  private queue = new Fifo<Buffer>();
  private offset = 0;
  private writable: Watch | undefined;
  private ending: (() => void) | undefined;
  private closed = false;

  /**
   * `onFailure` is called later than in a call of `write`, when what had to wait could not be written: with
   * the texts that were not written as a whole. The descriptor is closed then.
   */
  constructor(
    descriptor: number,
    transmit: Transmit,
    onFailure: (errno: Errno, unsent: readonly Buffer[]) => void,
  ) {
    this.descriptor = descriptor;
    this.transmit = transmit;
    this.onFailure = onFailure;
  }

  /** Writes or keeps bytes; returns the error if they cannot be written at all, and is closed then. */
  write(bytes: Buffer): Errno | undefined {
    this.queue.push(bytes);
    this.queuedBytes += bytes.length;
    if (this.writable) return undefined;
    const errno = this.proceed();
    if (errno !== undefined) this.close();
    return errno;
  }

  /** Whether more bytes may wait with a limit; 0 is none, and a single text may exceed it. */
  hasRoom(bytes: number, limit: number): boolean {
    return this.queuedBytes === 0 || limit === 0 || this.queuedBytes + bytes <= limit;
  }

  /** What waits, and closes without having written it. */
  abandon(): readonly Buffer[] {
    const unsent = this.queue.toArray();
    this.close();
    return unsent;
  }

  /** Closes as soon as everything is written or has failed, and then calls back. */
  end(onClosed: () => void = () => {}): void {
    if (this.closed || !this.writable) {
      this.close();
      onClosed();
    } else this.ending = onClosed;
  }

  /** Goes on although it was told to end. */
  keepOpen(): void {
    this.ending = undefined;
  }

  /** Writes until all is written, or the descriptor takes no more for now. */
  private proceed(): Errno | undefined {
    let first = this.queue.first();
    while (first) {
      const result = this.transmit(this.descriptor, this.offset === 0 ? first : first.subarray(this.offset));
      if ("errno" in result) {
        if (result.errno !== EAGAIN) return result.errno;
        this.writable ??= watch(this.descriptor, "writable", () => this.canWrite());
        return undefined;
      }
      this.offset += result.sent;
      this.queuedBytes -= result.sent;
      if (this.offset < first.length) continue;
      this.offset = 0;
      this.queue.shift();
      bytesAreOver(first);
      first = this.queue.first();
    }
    this.writable?.close();
    this.writable = undefined;
    return undefined;
  }

  private canWrite(): void {
    const errno = this.proceed();
    if (errno !== undefined) {
      const unsent = this.abandon();
      this.onFailure(errno, unsent);
    } else if (!this.writable && this.ending) this.close();
    else return;
    this.ending?.();
  }

  private close(): void {
    if (this.closed) return;
    this.closed = true;
    this.writable?.close();
    this.writable = undefined;
    closeSync(this.descriptor);
    this.queue = new Fifo();
    this.queuedBytes = 0;
  }
}
