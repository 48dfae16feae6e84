import type { Engine } from "../core/engine.ts";
import type { LogLevel } from "../core/ports.ts";
import { step } from "../core/step.ts";
import { advanceTo } from "../core/timeline.ts";
import type { Backlog, BacklogLine } from "../inputs/backlog.ts";
import type { Inputs } from "../inputs/inputs.ts";
import type { LineClockName } from "../inputs/timestamps/line-clock.ts";

/** After the last line the clock is moved by so much between two looks at how long it takes. */
const SECONDS_AT_ONCE = 600;

/**
 * Matches what has come while the program was away as if it had been there: the clock begins where it was
 * left, follows the times that the lines name, and is then moved to the present, so that everything happens
 * that was due on the way. A line that names no time, or one that cannot be, finds the clock as it stands.
 */
export class CatchUp {
  private readonly engine: Engine;
  private readonly backlog: Backlog;
  private readonly present: () => number;
  private readonly from: number;
  private lines = 0;
  private withoutTime = 0;
  private linesAreOver = false;
  /** A line that waits for events to be matched that are due before it. */
  private held: BacklogLine | undefined;
  /** Since when events have waited. */
  private waitingSinceMs: number | undefined;
  /** The journal has to be read first. */
  isWaiting = false;
  /** After so long one looks again. */
  readonly waitMs = 5;

  constructor(engine: Engine, backlog: Backlog, present: () => number) {
    this.engine = engine;
    this.backlog = backlog;
    this.present = present;
    this.from = engine.now;
  }

  /** Goes on for as long as it may; returns whether there is more to do. */
  work(mayGoOn: () => boolean): boolean {
    const { engine } = this;
    while (!engine.ended && mayGoOn()) {
      if (!this.linesAreOver) {
        const next = this.matchNext();
        if (next === "wait") return true;
        this.linesAreOver = next === "over";
      } else if (engine.now < this.present())
        advanceTo(engine, Math.min(this.present(), engine.now + SECONDS_AT_ONCE));
      else return false;
    }
    return true;
  }

  /**
   * The engine's time. It is that of the lines, but while events wait it goes on: some bring about others
   * until a context is over.
   */
  timeWithEvents(): number {
    const { engine } = this;
    const now = performance.now();
    if (engine.queue.size === 0) this.waitingSinceMs = undefined;
    else this.waitingSinceMs ??= now;
    const seconds = Math.floor((now - (this.waitingSinceMs ?? now)) / 1000);
    if (seconds > 0) this.waitingSinceMs! += seconds * 1000;
    return Math.max(engine.now, Math.min(engine.now + seconds, this.present()));
  }

  /** What the log is to say at the end. */
  report(log: (level: LogLevel, message: string) => void): void {
    const { lines, withoutTime, from, engine } = this;
    const away = `${engine.now - from} seconds have passed since the state was saved`;
    log(5, `Caught up: ${away}, ${lines} lines came in the meantime`);
    if (withoutTime > 0)
      log(4, `${withoutTime} of these lines name no time, and took that of the line before`);
  }

  private matchNext(): "matched" | "held" | "over" | "wait" {
    const { engine, backlog } = this;
    const next = this.takeHeld() ?? this.takeNext();
    this.isWaiting = next === "wait";
    if (next === "wait") return next;
    if (!next) return "over";
    const { line, time } = next;
    if (time !== undefined) advanceTo(engine, Math.min(time, this.present()));
    if (engine.queue.size > 0 && !engine.ended) {
      this.held = next;
      return "held";
    }
    if (engine.ended) return "matched";
    step(engine, line);
    backlog.matched();
    return "matched";
  }

  private takeHeld(): BacklogLine | undefined {
    const { held, backlog } = this;
    this.held = undefined;
    return backlog.isCurrent ? held : undefined;
  }

  private takeNext(): BacklogLine | "wait" | undefined {
    const next = this.backlog.next();
    if (next === undefined || next === "wait") return next;
    this.lines += 1;
    if (next.time === undefined) this.withoutTime += 1;
    return next;
  }
}

/**
 * What has come while the program was away, to be matched in its own time; undefined if that is not wanted,
 * or no second has passed. `clock` is the value of `--backlog-clock`.
 */
export function catchUpWith(
  engine: Engine,
  inputs: Inputs,
  clock: string,
  present: () => number,
): CatchUp | undefined {
  if (clock === "off" || engine.now >= present()) return undefined;
  return new CatchUp(engine, inputs.backlog(clock as LineClockName), present);
}
