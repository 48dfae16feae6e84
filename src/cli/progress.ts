const MILLISECONDS_BETWEEN_UPDATES = 250;
const LINES_BETWEEN_LOOKS = 4096;

/** What a progress line shows. */
export interface Progress {
  readonly lines: number;
  readonly bytes: number;
}

/**
 * Shows on a terminal how far a long run has come: lines, speed and the time that is left. Call `step` for
 * each line; it looks at the clock now and then only. `totalBytes` is 0 if it is not known.
 */
export class ProgressLine {
  private readonly stream: NodeJS.WriteStream;
  private readonly totalBytes: number;
  private readonly began = performance.now();
  private shown = this.began;
  private steps = 0;
  private visible = false;

  constructor(stream: NodeJS.WriteStream, totalBytes: number) {
    this.stream = stream;
    this.totalBytes = totalBytes;
  }

  step(progress: Progress): void {
    this.steps += 1;
    if (this.steps % LINES_BETWEEN_LOOKS !== 0 || !this.stream.isTTY) return;
    const now = performance.now();
    if (now - this.shown < MILLISECONDS_BETWEEN_UPDATES) return;
    this.shown = now;
    this.visible = true;
    this.stream.write(`\r${progressText(progress, this.totalBytes, (now - this.began) / 1000)}\x1b[K`);
  }

  /** Removes the line. */
  end(): void {
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
