import { closeSync } from "node:fs";
import { EAGAIN, EINPROGRESS, EMFILE, type Errno, errorText } from "../system/libc.ts";
import { type Watch, watch } from "../system/poll.ts";
import { connectionError, connectSocket, drain, type SocketAddress, sendBytes } from "../system/sockets.ts";
import { QueuedWriter } from "./queued-writer.ts";
import type { Surroundings } from "./settings.ts";
import { bytesAreOver } from "./tracked.ts";

/** What a connection is to, in the words of the log. */
export interface Destination {
  readonly type: "stream" | "datagram";
  /** Such as `TCP peer '127.0.0.1:514'`. */
  readonly words: string;
  /**
   * Finds the addresses to try, in this order; calls back at once or later. The reason is logged, with the
   * level, for each event that waits.
   */
  locate(callback: (located: readonly SocketAddress[] | NotLocated) => void): void;
}

export interface NotLocated {
  /** A message about the destination itself, if there is one. */
  readonly message?: string;
  /** Said of each event: `Can't connect to … for sending event 'a'` and more. */
  refuse(event: string): { readonly level: 3 | 6; readonly message: string };
}

/** How long a listener that has no room for connections is left alone before it is tried again. */
const MILLISECONDS_BETWEEN_TRIES = 50;

/**
 * A socket that is kept open between events. Events wait, within the limit, until the connection is made and
 * whenever the peer is slow. It ends when it is told to or the peer ends it; the owner makes a new one then.
 */
export class Connection {
  private readonly settings: Pick<
    Surroundings,
    "log" | "limits" | "refusals" | "socketTimeoutSeconds" | "freeDescriptor"
  >;
  private readonly destination: Destination;
  /** Called once, when it is over, with what it has not sent and a new connection may. */
  private readonly onEnd: (unsent: readonly Buffer[]) => void;
  private waiting: Buffer[] = [];
  private waitingBytes = 0;
  private writer: QueuedWriter | undefined;
  private watched: Watch | undefined;
  private descriptor: number | undefined;
  private deadline: NodeJS.Timeout | undefined;
  private nextTry: NodeJS.Timeout | undefined;
  /** Nothing has been sent: if that fails, trying again is of no use. */
  private fresh = true;
  private over = false;
  private ending = false;

  constructor(
    settings: Connection["settings"],
    destination: Destination,
    onEnd: (unsent: readonly Buffer[]) => void,
  ) {
    this.settings = settings;
    this.destination = destination;
    this.onEnd = onEnd;
  }

  /** Makes the connection for the first events. */
  begin(events: readonly Buffer[]): void {
    for (const event of events) this.keep(event);
    const milliseconds = this.settings.socketTimeoutSeconds * 1000;
    this.deadline = setTimeout(() => this.timeIsOver(), milliseconds);
    this.destination.locate((located) => {
      if (this.over) return;
      if ("refuse" in located) this.notLocated(located);
      else this.connect(located, 0);
    });
  }

  send(event: Buffer): void {
    const { queuedBytes } = this.settings.limits;
    const queued = this.waitingBytes + (this.writer?.queuedBytes ?? 0);
    if (queued > 0 && queuedBytes > 0 && queued + event.length > queuedBytes) {
      const { words } = this.destination;
      this.settings.refusals.note(
        `Event not sent to ${words}, which is slow (${queuedBytes} bytes may wait)`,
      );
      bytesAreOver(event);
    } else if (this.writer) {
      const errno = this.transmit(this.writer, event);
      if (errno !== undefined) this.broken(errno, [event]);
    } else this.keep(event);
  }

  /** Ends it when everything is sent. */
  end(): void {
    this.ending = true;
    if (this.writer) this.endWriter(this.writer);
  }

  /** Ends it at once. */
  abandon(): void {
    this.finish([]);
  }

  private keep(event: Buffer): void {
    this.waiting.push(event);
    this.waitingBytes += event.length;
  }

  private connect(addresses: readonly SocketAddress[], at: number): void {
    const address = addresses[at]!;
    const { descriptor, errno } = this.connectSocket(address);
    if (errno === undefined) this.opened(descriptor);
    else if (errno === EINPROGRESS) {
      this.descriptor = descriptor;
      this.watched = watch(descriptor!, "writable", () => {
        this.watched?.close();
        this.watched = undefined;
        const failure = connectionError(descriptor!);
        if (failure === 0) {
          this.opened(descriptor!);
          return;
        }
        this.descriptor = undefined;
        closeSync(descriptor!);
        if (at + 1 < addresses.length) this.connect(addresses, at + 1);
        else this.lose(this.waiting, (event) => this.sendingFailed(event, failure));
      });
    } else if (errno === EAGAIN) {
      this.nextTry = setTimeout(() => this.connect(addresses, at), MILLISECONDS_BETWEEN_TRIES);
    } else if (at + 1 < addresses.length) this.connect(addresses, at + 1);
    else {
      const { words } = this.destination;
      this.lose(this.waiting, (event) => {
        const message = `Can't connect to ${words} for sending event '${event}' (${errorText(errno)})`;
        this.settings.log(6, message);
      });
    }
  }

  private connectSocket(address: SocketAddress): ReturnType<typeof connectSocket> {
    for (;;) {
      const made = connectSocket(this.destination.type, address);
      if (made.errno !== EMFILE || !this.settings.freeDescriptor()) return made;
    }
  }

  private opened(descriptor: number): void {
    clearTimeout(this.deadline);
    this.descriptor = undefined;
    const writer = new QueuedWriter(descriptor, sendBytes, (errno, unsent) => {
      this.broken(errno, unsent);
    });
    this.writer = writer;
    if (this.destination.type === "stream") {
      this.watched = watch(descriptor, "readable", () => this.listen(descriptor), false);
    }
    const { waiting } = this;
    this.waiting = [];
    this.waitingBytes = 0;
    for (const [at, event] of waiting.entries()) {
      const errno = this.transmit(writer, event);
      if (errno === undefined) continue;
      this.broken(errno, [event], waiting.slice(at + 1));
      return;
    }
    if (this.ending) this.endWriter(writer);
  }

  private transmit(writer: QueuedWriter, event: Buffer): Errno | undefined {
    const errno = writer.write(event);
    if (errno === undefined) this.fresh = false;
    return errno;
  }

  /** Sending has failed. What is unsent is tried again over a new connection if this one ever worked. */
  private broken(errno: Errno, unsent: readonly Buffer[], after: readonly Buffer[] = []): void {
    const [first] = unsent;
    if (this.fresh) {
      for (const event of unsent) {
        this.sendingFailed(textOf(event), errno);
        bytesAreOver(event);
      }
      this.finish(after);
      return;
    }
    if (first) this.sendingFailed(textOf(first), errno);
    this.tryAgain([...unsent, ...after]);
  }

  private tryAgain(unsent: readonly Buffer[]): void {
    const [first] = unsent;
    if (first) {
      this.settings.log(6, `Retrying to send event '${textOf(first)}' to ${this.destination.words}`);
    }
    this.finish(unsent);
  }

  /** What a peer sends is of no interest, but its end is. */
  private listen(descriptor: number): void {
    const heard = drain(descriptor);
    if (heard === "more" || heard === "nothing") return;
    const { words } = this.destination;
    if (heard === "closed") this.settings.log(6, `Connection to ${words} closed by peer`);
    else this.settings.log(6, `Connection error to ${words} (${errorText(heard.errno)})`);
    this.unwatch();
    this.tryAgain(this.writer?.abandon() ?? []);
  }

  private notLocated({ message, refuse }: NotLocated): void {
    if (message !== undefined) this.settings.log(3, message);
    this.lose(this.waiting, (event) => {
      const refusal = refuse(event);
      this.settings.log(refusal.level, refusal.message);
    });
  }

  private timeIsOver(): void {
    const { words } = this.destination;
    this.settings.log(6, `Can't connect to ${words} (connection establishment timeout)`);
    this.waiting.forEach(bytesAreOver);
    this.finish([]);
  }

  private sendingFailed(event: string, errno: Errno): void {
    const { words } = this.destination;
    this.settings.log(6, `Error when sending event '${event}' to ${words} (${errorText(errno)})`);
  }

  private lose(events: readonly Buffer[], say: (event: string) => void): void {
    for (const event of events) {
      say(textOf(event));
      bytesAreOver(event);
    }
    this.finish([]);
  }

  private endWriter(writer: QueuedWriter): void {
    writer.end(() => this.finish([]));
  }

  private unwatch(): void {
    this.watched?.close();
    this.watched = undefined;
  }

  private finish(unsent: readonly Buffer[]): void {
    if (this.over) return;
    this.over = true;
    clearTimeout(this.deadline);
    clearTimeout(this.nextTry);
    this.unwatch();
    this.writer?.abandon();
    if (this.descriptor !== undefined) closeSync(this.descriptor);
    this.onEnd(unsent);
  }
}

function textOf(event: Buffer): string {
  return event.toString("latin1");
}
