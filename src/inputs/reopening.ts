import type { OpenFailure, StartFrom } from "./open-input.ts";
import type { FilePosition, SavedPositions } from "./resume.ts";
import type { InputSettings } from "./settings.ts";

/** What must not be missed is tried so often, until it can be opened. */
const RETRY_SECONDS = 1;

/** When an input that could not be opened is tried again, where it is read from then, and what is logged. */
export class Reopening {
  /** Why it could not be opened the last time; empty if it could. */
  failure = "";
  /** A new file has the name and could not be opened; it will be read from its start. */
  rotationFailed = false;
  /** Where an earlier run has stopped, if what has the name could not be read yet: nothing is open then. */
  awaited: SavedPositions | undefined;
  /** How far it had been read when it was closed because of an error, until it is open again. */
  left: readonly FilePosition[] = [];
  private from: StartFrom = "end";
  private triedAt = 0;
  private readonly name: string;
  private readonly around: Readonly<{ settings: InputSettings }>;

  constructor(name: string, around: Readonly<{ settings: InputSettings }>) {
    this.name = name;
    this.around = around;
  }

  /** Whether it will be read from its start when it is there. */
  get isFromStart(): boolean {
    return this.rotationFailed || this.from === "start";
  }

  /** Where it is read from the next time. */
  get next(): StartFrom {
    return this.rotationFailed ? "start" : this.from;
  }

  /** Notes that it is tried now. */
  begins(): void {
    this.triedAt = Math.floor(this.around.settings.now());
  }

  /** Notes that it is open. */
  succeeds(): void {
    this.rotationFailed = false;
    this.failure = "";
    this.left = [];
  }

  /** Notes that it was closed because of an error, or for want of writers. */
  closes(left: readonly FilePosition[]): void {
    this.from = "end";
    this.left = left;
  }

  /** Notes that it could not be opened, and says why, but not each second the same. */
  fails({ missing, message }: OpenFailure): void {
    const { log, reopenTimeoutSeconds } = this.around.settings;
    this.from = missing ? "start" : "end";
    const isNews = this.failure !== message;
    this.failure = message;
    if (this.isUrgent && reopenTimeoutSeconds === 0 && !isNews) return;
    if (!missing) log(2, message);
    else if (reopenTimeoutSeconds > 0) log(6, `Input file ${this.name} has not been created yet`);
    else log(3, message);
  }

  /** Whether it is time to try again; says so if that was asked for. */
  isDue(now: number): boolean {
    const { reopenTimeoutSeconds, noTail, log } = this.around.settings;
    const wait = reopenTimeoutSeconds > 0 ? reopenTimeoutSeconds : this.isUrgent ? RETRY_SECONDS : 0;
    if (wait === 0 || noTail || Math.floor(now) - this.triedAt < wait) return false;
    if (reopenTimeoutSeconds > 0) log(6, `Attempting to (re)open ${this.name}`);
    return true;
  }

  /** Whether all that had the name is open, and the next file to have it is not there yet. */
  get isNextAwaited(): boolean {
    return this.rotationFailed && !this.awaited;
  }

  private get isUrgent(): boolean {
    return this.rotationFailed || this.awaited !== undefined;
  }
}
