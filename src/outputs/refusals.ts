import type { LogLevel } from "../core/ports.ts";

const SECONDS_BETWEEN_MESSAGES = 60;

/**
 * Counts what limits have refused, and logs it: the first refusal of each kind at once, what follows within a
 * minute together.
 */
export class Refusals {
  private readonly log: (level: LogLevel, message: string) => void;
  private readonly pending = new Map<string, { count: number; readonly timer: NodeJS.Timeout }>();

  constructor(log: (level: LogLevel, message: string) => void) {
    this.log = log;
  }

  /** `kind` says what was refused, and by which limit, in words that also fit many. */
  note(kind: string): void {
    const known = this.pending.get(kind);
    if (known) {
      known.count += 1;
      return;
    }
    this.log(2, kind);
    const timer = setTimeout(() => this.minuteIsOver(kind), SECONDS_BETWEEN_MESSAGES * 1000).unref();
    this.pending.set(kind, { count: 0, timer });
  }

  /** Logs what has been counted and not been logged. */
  flush(): void {
    for (const kind of this.pending.keys()) this.minuteIsOver(kind);
  }

  private minuteIsOver(kind: string): void {
    const { count, timer } = this.pending.get(kind)!;
    clearTimeout(timer);
    this.pending.delete(kind);
    if (count > 0) this.log(2, `${kind} (${count} more)`);
  }
}
