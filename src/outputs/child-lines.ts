const NEWLINE = 10;

/** Puts the output of a command together to lines. Bytes are kept; one character is one byte. */
export class ChildLines {
  /** Lines that were cut, since this was asked last. */
  private cut = 0;
  /** The beginning of a line whose end has not come. */
  private partial = "";
  private cutting = false;
  private readonly lineBytes: number;

  /** Lines are cut after `lineBytes` bytes, unless that is 0. */
  constructor(lineBytes: number) {
    this.lineBytes = lineBytes === 0 ? Number.POSITIVE_INFINITY : lineBytes;
  }

  /** Lines that a piece of output completes. */
  take(chunk: Buffer): string[] {
    const lines: string[] = [];
    let start = 0;
    let end = chunk.indexOf(NEWLINE);
    while (end >= 0) {
      this.extend(chunk, start, end);
      lines.push(this.finish());
      start = end + 1;
      end = chunk.indexOf(NEWLINE, start);
    }
    this.extend(chunk, start, chunk.length);
    return lines;
  }

  /** The last line, if it has no newline. */
  rest(): string | undefined {
    return this.partial === "" ? undefined : this.finish();
  }

  takeCut(): number {
    const { cut } = this;
    this.cut = 0;
    return cut;
  }

  private extend(chunk: Buffer, start: number, end: number): void {
    const room = this.lineBytes - this.partial.length;
    if (end - start > room) this.cutting = true;
    // A copy: a slice would keep the whole chunk.
    this.partial += chunk.toString("latin1", start, Math.min(end, start + room));
  }

  private finish(): string {
    const { partial } = this;
    if (this.cutting) this.cut += 1;
    this.cutting = false;
    this.partial = "";
    return partial;
  }
}
