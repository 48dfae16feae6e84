import type { InputSettings } from "./settings.ts";

/** Cut lines are logged no more often. */
const LOG_SECONDS = 60;

/** Counts the lines of an input that were too long, and logs them, not too often. */
export class CutLines {
  private readonly name: string;
  private readonly around: Readonly<{ settings: InputSettings }>;
  count = 0;
  private loggedAt = Number.NEGATIVE_INFINITY;

  constructor(name: string, around: Readonly<{ settings: InputSettings }>) {
    this.name = name;
    this.around = around;
  }

  /** Notes a line of so many bytes. */
  note(bytes: number): void {
    const { log, maxLineBytes, now } = this.around.settings;
    this.count += 1;
    const second = now();
    if (second - this.loggedAt < LOG_SECONDS) return;
    this.loggedAt = second;
    const soFar = this.count === 1 ? "" : `; ${this.count} lines of this input have been cut so far`;
    log(3, `Line of ${bytes} bytes in input file ${this.name} cut to ${maxLineBytes} bytes${soFar}`);
  }
}
