import type { InputLine } from "../core/line.ts";
import type { FileIdentity } from "./opened.ts";

/** A line as bytes in a chunk that was read, of which a text is made when it is asked for. */
export class ByteLine implements InputLine {
  source: string;
  context: string | undefined;
  bytes: Buffer = EMPTY;
  start = 0;
  end = 0;
  /** The number of bytes of the input up to the end of the line, with its newline. */
  offset = 0;
  /** The file that it comes from, absent for standard input. */
  file: FileIdentity | undefined;
  readonly fields = undefined;
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
  set(bytes: Buffer, start: number, end: number, offset: number): void {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.offset = offset;
    this.madeText = undefined;
  }

  /** Takes bytes away from the beginning. */
  remove(count: number): void {
    this.start += count;
    this.madeText = undefined;
  }

  /** Takes bytes of its own, since those of the chunk are going to be others. */
  keepBytes(): void {
    if (this.bytes === EMPTY) return;
    this.bytes = Buffer.from(this.bytes.subarray(this.start, this.end));
    this.end -= this.start;
    this.start = 0;
  }
}

const EMPTY = Buffer.alloc(0);
