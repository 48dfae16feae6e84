const MILLISECONDS_BETWEEN_UPDATES = 250;
const LINES_BETWEEN_LOOKS = 4096;

/** What a progress line shows. */
export interface Progress {
  readonly lines: number;
  readonly bytes: number;
}

/** Where a progress line is shown. */
export type ProgressStream = Pick<NodeJS.WriteStream, "isTTY"> & { write(text: string): unknown };

/**
 * Shows on a terminal how far a long run has come: lines, speed and the time that is left. Call `step` for
 * each line; it looks at the clock now and then only. `totalBytes` is 0 if it is not known.
 */
export class ProgressLine {
  private readonly stream: ProgressStream;
  private readonly totalBytes: number;
  private readonly clock: () => number;
  private readonly began: number;
  private shown: number;
  private steps = 0;
  private visible = false;

  /** `clock` gives milliseconds. */
  constructor(stream: ProgressStream, totalBytes: number, clock = () => performance.now()) {
    this.stream = stream;
    this.totalBytes = totalBytes;
    this.clock = clock;
    this.began = this.shown = clock();
  }

  step(progress: Progress): void {
    this.steps += 1;
    if (this.steps % LINES_BETWEEN_LOOKS !== 0 || !this.stream.isTTY) return;
    const now = this.clock();
    if (now - this.shown < MILLISECONDS_BETWEEN_UPDATES) return;
    this.shown = now;
    this.visible = true;
    this.stream.write(`\r${progressText(progress, this.totalBytes, (now - this.began) / 1000)}\x1b[K`);
  }

  /** Removes the line, before anything else is written to the terminal, and at the end. */
  clear(): void {
    if (this.visible) this.stream.write("\r\x1b[K");
    this.visible = false;
  }
}

/** `1,234,567 lines, 12.3 MB/s, 45 % done, 8 s left`. */
export function progressText({ lines, bytes }: Progress, totalBytes: number, elapsedSeconds: number): string {
  const speed = bytes / Math.max(elapsedSeconds, 0.001);
  const parts = [`${lines.toLocaleString("en-US")} lines`, `${(speed / 1e6).toFixed(1)} MB/s`];
  if (totalBytes > 0) {
    parts.push(`${Math.min(100, Math.floor((bytes / totalBytes) * 100))} % done`);
    parts.push(`${Math.max(0, Math.ceil((totalBytes - bytes) / Math.max(speed, 1)))} s left`);
  }
  return parts.join(", ");
}
