import { closeSync, constants, fstatSync, openSync, type Stats, statSync, writeSync } from "node:fs";
import { EMFILE, ENOENT, type Errno, errnoOf, errorText } from "../system/libc.ts";
import { pathBytes } from "./path-bytes.ts";
import { QueuedWriter } from "./queued-writer.ts";
import type { Surroundings } from "./settings.ts";
import { bytesAreOver, type Tracked, track } from "./tracked.ts";
import { transmitToFile } from "./transmit.ts";

/** Without a reader a FIFO is not waited for; regular files do not care. */
const FLAGS =
  constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK | constants.O_NOCTTY;

/** What is to be written, the event that it is in the log, and who wants to know when it has been. */
interface Written {
  readonly event: string;
  readonly text: string;
  readonly tracked: Tracked | undefined;
}

/** A regular file by its descriptor, or a FIFO. */
type Open = number | QueuedWriter;

/** A regular file that counts as open and was closed, since there were too many open files. */
const SET_ASIDE = "set aside";

/**
 * The files and FIFOs of write, writen, owritecl and closef. What is written to a regular file is in it when
 * the call returns; a FIFO that is full is written when it has room.
 */
export class WrittenFiles {
  private readonly settings: Pick<Surroundings, "log" | "folder" | "limits" | "refusals" | "keep">;
  /** Those that were opened first stand first. */
  private readonly open = new Map<string, Open | typeof SET_ASIDE>();
  /** FIFOs that are to be closed when what waits for them is written. Until then, order demands their use. */
  private readonly ending = new Map<string, QueuedWriter>();

  constructor(settings: WrittenFiles["settings"]) {
    this.settings = settings;
  }

  /** Appends to a file that stays open. `event` is the text as it is shown in the log. */
  write(name: string, event: string, text: string, tracked?: Tracked): void {
    const target = this.opened(name) ?? this.reuse(name) ?? this.tryOpen(name, event);
    if (target === undefined) {
      this.open.delete(name);
      tracked?.over();
      return;
    }
    this.open.set(name, target);
    if (!this.append(target, name, { event, text, tracked })) this.open.delete(name);
  }

  writeAndClose(name: string, text: string): void {
    const waiting = this.waitingFor(name);
    const written = { event: text, text, tracked: undefined };
    if (waiting) {
      this.append(waiting, name, written);
      return;
    }
    const target = this.tryOpen(name, text);
    if (target !== undefined && this.append(target, name, written)) this.end(name, target);
  }

  /** Returns whether the file was open. */
  close(name: string): boolean {
    const target = this.open.get(name);
    if (target === undefined) return false;
    this.open.delete(name);
    if (target !== SET_ASIDE) this.end(name, target);
    return true;
  }

  /**
   * Gives a descriptor back, where the limit on them is reached: the regular file that was opened first is
   * opened again when it is written next. Returns whether there was one.
   */
  setOneAside(): boolean {
    for (const [name, target] of this.open) {
      if (typeof target !== "number") continue;
      closeSync(target);
      this.open.delete(name);
      this.open.set(name, SET_ASIDE);
      this.settings.refusals.note("Too many open files: one that is written was closed until it is needed");
      return true;
    }
    return false;
  }

  closeAll(): void {
    for (const name of this.open.keys()) this.close(name);
  }

  /** Whether something waits to be written. */
  get waits(): boolean {
    return this.ending.size > 0;
  }

  /** Closes at once, whatever waits. */
  abandon(): void {
    this.closeAll();
    for (const writer of this.ending.values()) writer.abandon();
    this.ending.clear();
  }

  private opened(name: string): Open | undefined {
    const target = this.open.get(name);
    if (target !== SET_ASIDE) return target;
    this.open.delete(name);
    return undefined;
  }

  /** The FIFO of a name that is about to be closed. */
  private reuse(name: string): QueuedWriter | undefined {
    const writer = this.ending.get(name);
    writer?.keepOpen();
    this.ending.delete(name);
    return writer;
  }

  /** The FIFO of a name for which something waits. */
  private waitingFor(name: string): QueuedWriter | undefined {
    const target = this.open.get(name) ?? this.ending.get(name);
    return target instanceof QueuedWriter && target.queuedBytes > 0 ? target : undefined;
  }

  private tryOpen(name: string, event: string): Open | undefined {
    const path = pathBytes(name, this.settings.folder);
    try {
      // Opening a device can have effects, so it is looked at before.
      const present = statSync(path, { throwIfNoEntry: false });
      if (!present || isWritten(present)) {
        const descriptor = this.openPath(path);
        const status = fstatSync(descriptor);
        if (status.isFIFO()) return this.fifo(descriptor, name);
        if (status.isFile()) return descriptor;
        closeSync(descriptor);
      }
      this.settings.log(6, `Can't write event '${event}' to file '${name}' (not a regular file or pipe)`);
    } catch (error) {
      const reason = errorText(errnoOf(error) || ENOENT);
      this.settings.log(6, `Can't open '${name}' for writing event '${event}' (${reason})`);
    }
    return undefined;
  }

  private openPath(path: Buffer): number {
    for (;;) {
      try {
        return openSync(path, FLAGS, 0o666);
      } catch (error) {
        if (errnoOf(error) !== EMFILE || !this.setOneAside()) throw error;
      }
    }
  }

  private fifo(descriptor: number, name: string): QueuedWriter {
    const writer = new QueuedWriter(descriptor, transmitToFile, (errno, unsent) => {
      if (this.open.get(name) === writer) this.open.delete(name);
      if (this.ending.get(name) === writer) this.ending.delete(name);
      for (const bytes of unsent) {
        this.failed(name, bytes.toString("latin1").replace(/\n$/, ""), errno);
        bytesAreOver(bytes);
      }
    });
    return writer;
  }

  /** Returns whether the file can be used any longer. */
  private append(target: Open, name: string, { event, text, tracked }: Written): boolean {
    const bytes = Buffer.from(text, "latin1");
    if (typeof target === "number") {
      const isUsable = this.appendToRegular(target, name, event, bytes);
      tracked?.over();
      return isUsable;
    }
    track(bytes, tracked);
    const { queuedBytes } = this.settings.limits;
    if (!target.hasRoom(bytes.length, queuedBytes)) {
      const waiting = `${queuedBytes} bytes may wait`;
      this.settings.refusals.note(`Event not written to '${name}', which is full (${waiting})`);
      bytesAreOver(bytes);
      return true;
    }
    const errno = target.write(bytes);
    if (errno !== undefined) {
      this.failed(name, event, errno);
      bytesAreOver(bytes);
    } else if (!tracked && target.queuedBytes > 0) {
      track(bytes, this.settings.keep?.({ kind: "write", file: name, text, newline: false }));
    }
    return errno === undefined;
  }

  private appendToRegular(descriptor: number, name: string, event: string, bytes: Buffer): boolean {
    let written = 0;
    try {
      while (written < bytes.length) written += writeSync(descriptor, bytes, written);
      return true;
    } catch (error) {
      if (written > 0) {
        this.settings.log(6, `${written} bytes of '${event}' written to '${name}'`);
        return true;
      }
      this.failed(name, event, errnoOf(error));
      closeSync(descriptor);
      return false;
    }
  }

  private failed(name: string, event: string, errno: Errno): void {
    this.settings.log(6, `Error when writing event '${event}' to '${name}' (${errorText(errno)})`);
  }

  private end(name: string, target: Open): void {
    if (typeof target === "number") {
      closeSync(target);
      return;
    }
    this.ending.set(name, target);
    target.end(() => this.ending.delete(name));
  }
}

function isWritten(status: Stats): boolean {
  return status.isFile() || status.isFIFO();
}
