import type { Socket } from "node:net";
import { type ControlError, errorLine } from "./protocol.ts";

/** Longer requests are refused. */
export const LONGEST_REQUEST_BYTES = 64 * 1024;
/** A peer that neither asks nor takes what it has asked for is left after so long. */
const IDLE_MS = 60_000;
/** A request must be whole, and an answer taken, within this time. */
const SLOW_MS = 10_000;
/** More lists are not kept half read. */
const MOST_LISTINGS = 8;

const NEWLINE = 10;

/** What a connection needs from the server. */
export interface ConnectionSurroundings {
  /** A request has come; nothing more is read until it has been answered. */
  request(connection: ControlConnection, line: string): void;
  closed(connection: ControlConnection): void;
}

/** One connection: requests are read one by one, and each is answered before the next one is looked at. */
export class ControlConnection {
  private readonly socket: Socket;
  private readonly around: ConnectionSurroundings;
  private received: Buffer = Buffer.alloc(0);
  private busy = false;
  private ended = false;
  private timer: NodeJS.Timeout | undefined;
  private partial = false;
  private readonly listings = new Map<number, Iterator<unknown>>();
  private lastListing = 0;

  constructor(socket: Socket, around: ConnectionSurroundings) {
    this.socket = socket;
    this.around = around;
    socket.unref();
    socket.on("data", (bytes: Buffer) => this.receive(bytes));
    socket.on("end", () => {
      this.ended = true;
      if (!this.busy) socket.end();
    });
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      clearTimeout(this.timer);
      this.listings.clear();
      around.closed(this);
    });
    this.closeAfter(IDLE_MS);
  }

  get isOpen(): boolean {
    return !this.socket.destroyed && this.socket.writable;
  }

  /** Sends the answer to the request that has come last, and then looks at the next one. */
  answer(line: string): void {
    if (!this.isOpen) return;
    this.closeAfter(SLOW_MS);
    this.socket.write(line, "latin1", () => {
      this.busy = false;
      this.partial = false;
      if (!this.isOpen) return;
      this.closeAfter(IDLE_MS);
      this.look();
      if (this.ended && !this.busy) this.socket.end();
      else if (!this.busy) this.socket.resume();
    });
  }

  /** Sends an error and closes. */
  refuse(error: ControlError): void {
    this.busy = true;
    this.socket.end(errorLine(error));
    this.closeAfter(SLOW_MS);
  }

  close(): void {
    this.socket.destroy();
  }

  /** Keeps a list whose rest may be asked for, and returns its number. */
  keep(items: Iterator<unknown>): number {
    this.lastListing += 1;
    this.listings.set(this.lastListing, items);
    const [oldest] = this.listings.keys();
    if (this.listings.size > MOST_LISTINGS && oldest !== undefined) this.listings.delete(oldest);
    return this.lastListing;
  }

  listing(number: unknown): Iterator<unknown> | undefined {
    return typeof number === "number" ? this.listings.get(number) : undefined;
  }

  forget(number: number): void {
    this.listings.delete(number);
  }

  private receive(bytes: Buffer): void {
    this.received = this.received.length === 0 ? bytes : Buffer.concat([this.received, bytes]);
    this.look();
  }

  /** Hands over the next request, if it is there. */
  private look(): void {
    if (this.busy || this.received.length === 0) return;
    const end = this.received.indexOf(NEWLINE);
    if (end > LONGEST_REQUEST_BYTES || (end < 0 && this.received.length > LONGEST_REQUEST_BYTES)) {
      const message = `a request has at most ${LONGEST_REQUEST_BYTES} bytes`;
      this.received = Buffer.alloc(0);
      this.socket.pause();
      this.refuse({ code: "bad-request", message });
      return;
    }
    if (end < 0) {
      // The time counts from the first byte, however slowly the others come.
      if (!this.partial) this.closeAfter(SLOW_MS);
      this.partial = true;
      return;
    }
    const line = this.received.toString("latin1", 0, end);
    this.received = this.received.subarray(end + 1);
    this.busy = true;
    this.socket.pause();
    clearTimeout(this.timer);
    this.around.request(this, line);
  }

  private closeAfter(milliseconds: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.socket.destroy(), milliseconds).unref();
  }
}
