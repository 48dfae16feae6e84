import type { InputSettings } from "./settings.ts";

/** Notices when an input has been silent for too long, and when that is over (`--input-timeout`). */
export class Silence {
  private readonly name: string;
  private readonly around: Readonly<{ settings: InputSettings }>;
  /** When there has been data last, in seconds since Epoch. */
  lastDataAt: number | undefined;
  private dataAt = 0;
  private newData = false;
  private timedOut = false;

  constructor(name: string, around: Readonly<{ settings: InputSettings }>) {
    this.name = name;
    this.around = around;
  }

  /** Counts the time without input anew. */
  begin(): void {
    this.dataAt = Math.floor(this.around.settings.now());
    this.newData = false;
    this.timedOut = false;
  }

  /** There has been data. The time is noted later, since asking for it costs more than a line. */
  ends(): void {
    this.newData = true;
    if (!this.timedOut) return;
    this.timedOut = false;
    const { timeoutScript: script, log, execute } = this.around.settings;
    if (script === undefined) return;
    log(5, `Input received, executing script ${script} 0 ${this.name}`);
    execute([script, "0", this.name]);
  }

  /** Notes when there has been data last. */
  noteTime(): void {
    if (!this.newData) return;
    this.newData = false;
    this.lastDataAt = this.dataAt = Math.floor(this.around.settings.now());
  }

  everySecond(now: number): void {
    this.noteTime();
    const { inputTimeoutSeconds: timeout, timeoutScript: script, log, execute } = this.around.settings;
    if (timeout === 0 || script === undefined || this.timedOut || now - this.dataAt < timeout) return;
    this.timedOut = true;
    log(5, `No input, executing script ${script} 1 ${this.name}`);
    execute([script, "1", this.name]);
  }
}
