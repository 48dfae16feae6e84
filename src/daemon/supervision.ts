import { releaseMemory } from "../system/memory.ts";
import type { Readiness } from "./readiness.ts";
import { type LineCount, type StatusSource, statusLine } from "./status-line.ts";

/** The exit code for a mistake in the configuration (sysexits.h); the unit does not restart us after it. */
export const CONFIGURATION_ERROR = 78;

/** What a start has needed is given back so long after it. */
const RELEASE_MS = 2000;

/** Shows systemd that the loop turns, and what has become of the daemon. */
export class Supervision {
  private readonly readiness: Readiness;
  private readonly source: () => StatusSource;
  private before: LineCount;

  constructor(readiness: Readiness, source: () => StatusSource) {
    this.readiness = readiness;
    this.source = source;
    this.before = { lines: 0, at: performance.now() };
  }

  /**
   * Rules are loaded and inputs open. Returns why the daemon must end, if there is nothing to do: a service
   * that is up and idle would look well.
   */
  whyIdle(): string | undefined {
    if (!this.readiness.supervised) return undefined;
    const { engine, inputs } = this.source();
    if (engine.ruleSet.files.every(({ rules }) => rules.length === 0)) {
      return "There is no valid rule in any rule file, exiting!";
    }
    return inputs.length > 0 ? undefined : "There is no input, exiting!";
  }

  /** The daemon is at work. */
  ready(): void {
    this.readiness.status(this.status());
    this.readiness.ready();
    if (this.readiness.supervised) setTimeout(releaseMemory, RELEASE_MS).unref();
  }

  /** The loop has turned. */
  turn(): void {
    this.readiness.alive();
    if (this.readiness.wantsStatus) this.readiness.status(this.status());
  }

  private status(): string {
    const source = this.source();
    const present = { lines: source.engine.processedLines, at: performance.now() };
    const line = statusLine(source, this.before, present);
    this.before = present;
    return line;
  }
}
