import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, readSync, writeSync } from "node:fs";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";
import { endWithRecentChildren } from "../system/process-tree.ts";
import { NOT_FOR_CHILDREN } from "../system/processes.ts";
import { type ChildEnd, endOf, openPipe, READABLE, WRITABLE, waitFor } from "./pipe-pair.ts";

/** How the Perl process is set up. */
export interface HostProcessSettings {
  /** The perl to use; found in PATH if it is no path. */
  readonly perl: string;
  /** Time is that of the calls, and nothing sleeps. */
  readonly virtualTime: boolean;
  /** Where the code's standard output goes: a descriptor of ours. */
  readonly stdout: number;
  /** The same for its standard error, where Perl's warnings go. */
  readonly stderr: number;
  readonly folder: string | undefined;
  readonly environment: NodeJS.ProcessEnv;
}

/** Why there was no reply: it took too long, or the process has ended. */
export type NoReply =
  | { readonly kind: "timeout" }
  | {
      readonly kind: "ended";
      readonly end: ChildEnd | undefined;
      /** Whether it may have got the request. */
      readonly delivered: boolean;
    };

const SCRIPT = fileURLToPath(new URL("perl-host.pl", import.meta.url));
const START_MILLISECONDS = 30_000;
const END_MILLISECONDS = 500;

/**
 * The child that runs Perl code. It is spoken to synchronously over two pipes, one write and one read for
 * each exchange, and every wait has an end.
 */
export class HostProcess {
  private readonly child: ChildProcess;
  private readonly requests: number;
  private readonly replies: number;
  private input = Buffer.allocUnsafe(64 * 1024);
  private ready = false;
  private closed = false;
  /** When the last request was sent. */
  private requested = performance.now();

  /** `generation` counts the processes of one run. */
  constructor(settings: HostProcessSettings, generation: number) {
    const request = openPipe("write");
    const reply = openPipe("read");
    this.requests = request.ours;
    this.replies = reply.ours;
    const time = settings.virtualTime ? ["virtual"] : [];
    // A session of its own keeps it from the signals of our terminal.
    this.child = spawn(settings.perl, [SCRIPT, String(generation), ...time], {
      stdio: ["ignore", settings.stdout, settings.stderr, request.theirs, reply.theirs],
      env: Object.fromEntries(
        Object.entries(settings.environment).filter(([name]) => !NOT_FOR_CHILDREN.test(name)),
      ),
      detached: true,
      ...(settings.folder !== undefined && { cwd: settings.folder }),
    });
    // That it could not be started is seen by its having no process id.
    this.child.on("error", () => {});
    this.child.unref();
    closeSync(request.theirs);
    closeSync(reply.theirs);
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Waits until the process is ready. Says why it is not, or nothing if it is. */
  start(): string | undefined {
    const { pid } = this.child;
    if (pid === undefined) return "there is no program perl";
    const first = this.receive(performance.now() + START_MILLISECONDS);
    if (Buffer.isBuffer(first)) {
      this.ready = true;
      return undefined;
    }
    if (first.kind === "timeout") return "it does not become ready";
    const { end } = first;
    return end && "status" in end ? `it ended with status ${end.status}` : "it was ended by a signal";
  }

  /**
   * Sends frames and gives the reply to the last of them. The reply is only valid until the next exchange.
   */
  exchange(frames: Buffer, milliseconds: number): Buffer | NoReply {
    this.requested = performance.now();
    const deadline = this.requested + milliseconds;
    return this.send(frames, deadline) ?? this.receive(deadline);
  }

  /** Lets the process end by itself, as the program's end does, or ends it when the time is over. */
  close(milliseconds: number): void {
    if (this.closed) return;
    this.closed = true;
    closeSync(this.requests);
    // Time for END blocks; otherwise what is waited for came with the last request.
    if (milliseconds > 0) this.requested = performance.now();
    const over = this.ready && waitFor(this.replies, READABLE, performance.now() + milliseconds) === "ready";
    if (!over) this.kill();
    closeSync(this.replies);
  }

  /** With the process ends the command that its code is waiting for; jobs in the background go on. */
  private kill(): void {
    const { pid, exitCode, signalCode } = this.child;
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    endWithRecentChildren(pid, performance.now() - this.requested);
  }

  private send(frames: Buffer, deadline: number): NoReply | undefined {
    for (let sent = 0; sent < frames.length; ) {
      try {
        sent += writeSync(this.requests, frames, sent);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === "EPIPE") return { kind: "ended", end: this.findEnd(), delivered: sent > 0 };
        if (code !== "EAGAIN") throw error;
        if (waitFor(this.requests, WRITABLE, deadline) === "timeout") return this.late();
      }
    }
    return undefined;
  }

  private receive(deadline: number): Buffer | NoReply {
    let length = 0;
    for (let needed = 4; length < needed; ) {
      if (waitFor(this.replies, READABLE, deadline) === "timeout") return this.late();
      const count = readSync(this.replies, this.input, length, this.input.length - length, null);
      if (count === 0) return { kind: "ended", end: this.findEnd(), delivered: true };
      length += count;
      if (length < 4) continue;
      needed = 4 + this.input.readUInt32BE(0);
      if (needed > this.input.length) this.enlarge(needed, length);
    }
    const frame = this.input.subarray(4, length);
    if (this.input.length > 1 << 20) this.input = Buffer.allocUnsafe(64 * 1024);
    return frame;
  }

  private enlarge(size: number, used: number): void {
    const larger = Buffer.allocUnsafe(size);
    this.input.copy(larger, 0, 0, used);
    this.input = larger;
  }

  /** The time is over; a process that has ended, but whose pipes another one holds open, counts as ended. */
  private late(): NoReply {
    const end = this.child.pid === undefined ? undefined : endOf(this.child.pid);
    return end ? { kind: "ended", end, delivered: true } : { kind: "timeout" };
  }

  /** How the process ended whose pipes are closed: what Node was told, or what the system says at once. */
  private findEnd(): ChildEnd | undefined {
    const { pid, exitCode, signalCode } = this.child;
    if (exitCode !== null) return { status: exitCode };
    if (signalCode !== null) return { signal: constants.signals[signalCode] };
    if (pid === undefined) return undefined;
    const deadline = performance.now() + END_MILLISECONDS;
    const pause = new Int32Array(new SharedArrayBuffer(4));
    for (;;) {
      const end = endOf(pid);
      if (end || performance.now() > deadline) return end;
      Atomics.wait(pause, 0, 0, 1);
    }
  }
}
