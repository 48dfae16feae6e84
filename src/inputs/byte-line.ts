import type { InputLine } from "../core/line.ts";

/** A line as bytes in a chunk that was read, of which a text is made when it is asked for. */
export class ByteLine implements InputLine {
  readonly source: string;
  readonly context: string | undefined;
  bytes: Buffer = EMPTY;
  start = 0;
  end = 0;
  /** The number of bytes of the input up to the end of the line, with its newline. */
  endOffset = 0;
  /** The second in which it arrives, in seconds since Epoch. */
  time = 0;
  private madeText: string | undefined;

  constructor(source: string, context: string | undefined) {
    this.source = source;
    this.context = context;
  }

  /** One character a byte. */
  get text(): string {
    return (this.madeText ??= this.bytes.toString("latin1", this.start, this.end));
  }

  /** Makes it another line. */
  set(bytes: Buffer, start: number, end: number, endOffset: number): void {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.endOffset = endOffset;
    this.madeText = undefined;
  }

  /** Takes bytes away from the beginning. */
  remove(count: number): void {
    this.start += count;
    this.madeText = undefined;
  }

  /** Makes the text now, since the bytes are going to be others. */
  keepText(): void {
    this.madeText ??= this.bytes.toString("latin1", this.start, this.end);
  }
}

const EMPTY = Buffer.alloc(0);
