import { constants, fstatSync, openSync, type Stats, writeSync } from "node:fs";
import { EAGAIN, type Errno, errnoOf, errorText } from "../system/libc.ts";
import { pauseMs } from "../system/pause.ts";
import { duplicate } from "../system/processes.ts";
import { sendBytes } from "../system/sockets.ts";
import { QueuedWriter } from "./queued-writer.ts";
import type { Surroundings } from "./settings.ts";
import { transmitToFile } from "./transmit.ts";

const DESCRIPTOR = 1;
/** How long a full pipe that does not wait by itself is left alone before it is tried again. */
const MILLISECONDS_BETWEEN_TRIES = 5;

/**
 * The output named `-`. Its descriptor is shared with commands, so it is never made non-blocking: a pipe is
 * opened once more instead.
 */
export class StandardOutput {
  private readonly settings: Pick<Surroundings, "log" | "limits" | "refusals" | "waitForStandardOutput">;
  /** For a pipe or socket that is not to be waited for. */
  private writer: QueuedWriter | undefined;
  /** Whether it counts as open, for closef. */
  private isOpen = false;

  constructor(settings: StandardOutput["settings"]) {
    this.settings = settings;
  }

  /** `event` is the text as it is shown in the log; nothing is logged without it. */
  write(text: string, event: string | undefined): void {
    const bytes = Buffer.from(text, "latin1");
    const errno = this.settings.waitForStandardOutput ? writeWaiting(bytes) : this.writeWithoutWaiting(bytes);
    if (event === undefined) return;
    this.isOpen = errno === undefined;
    if (errno !== undefined) this.failed(event, errno);
  }

  /** Returns whether it was open. It never really is closed. */
  close(): boolean {
    const { isOpen } = this;
    this.isOpen = false;
    return isOpen;
  }

  get waits(): boolean {
    return (this.writer?.queuedBytes ?? 0) > 0;
  }

  abandon(): void {
    this.writer?.abandon();
    this.writer = undefined;
  }

  private writeWithoutWaiting(bytes: Buffer): Errno | undefined {
    const writer = (this.writer ??= this.openAgain());
    if (!writer) return writeWaiting(bytes);
    const { queuedBytes } = this.settings.limits;
    if (!writer.hasRoom(bytes.length, queuedBytes)) {
      this.settings.refusals.note(`Event not written to '-', which is full (${queuedBytes} bytes may wait)`);
      return undefined;
    }
    const errno = writer.write(bytes);
    if (errno !== undefined) this.writer = undefined;
    return errno;
  }

  private openAgain(): QueuedWriter | undefined {
    const failed = (errno: Errno, unsent: readonly Buffer[]): void => {
      this.writer = undefined;
      for (const bytes of unsent) this.failed(bytes.toString("latin1").replace(/\n$/, ""), errno);
    };
    try {
      const status: Stats = fstatSync(DESCRIPTOR);
      const isSocket = status.isSocket();
      if (!isSocket && !status.isFIFO()) return undefined;
      const path = `/proc/self/fd/${DESCRIPTOR}`;
      const descriptor = isSocket
        ? duplicate(DESCRIPTOR)
        : openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
      return new QueuedWriter(descriptor, isSocket ? sendBytes : transmitToFile, failed);
    } catch {
      // A pipe of another user's: then it is waited for.
      return undefined;
    }
  }

  private failed(event: string, errno: Errno): void {
    this.settings.log(6, `Error when writing event '${event}' to '-' (${errorText(errno)})`);
  }
}

/** Writes everything, however long that takes. */
function writeWaiting(bytes: Buffer): Errno | undefined {
  for (let written = 0; written < bytes.length; ) {
    try {
      written += writeSync(DESCRIPTOR, bytes, written);
    } catch (error) {
      if (errnoOf(error) !== EAGAIN) return errnoOf(error);
      // Whoever shares the pipe with us has made it non-blocking.
      pauseMs(MILLISECONDS_BETWEEN_TRIES);
    }
  }
  return undefined;
}
