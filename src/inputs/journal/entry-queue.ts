import { Fifo } from "../../core/fifo.ts";
import type { LineFields } from "../line-source.ts";

/** A line of an entry. */
export interface EntryLine {
  readonly text: string;
  /** When the journal received the entry, in seconds since Epoch. */
  readonly time: number | undefined;
  readonly fields: LineFields;
}

interface QueuedEntry {
  /** Replaced where entries without lines follow each other. */
  cursor: string;
  readonly lines: readonly EntryLine[];
  /** Lines that were matched in an earlier run. */
  readonly before: number;
}

/** Reading stops while more waits to be matched. */
const MOST_ENTRIES = 2000;
const MOST_BYTES = 4 * 1024 * 1024;

/** Entries that wait to be matched, and how far that has come. */
export class EntryQueue {
  private readonly entries = new Fifo<QueuedEntry>();
  private last: QueuedEntry | undefined;
  private current: QueuedEntry | undefined;
  private nextLine = 0;
  private bytes = 0;
  /** The cursor of the last entry that is behind us; undefined if there was none. */
  private doneCursor: string | undefined;

  get isFull(): boolean {
    return this.entries.size >= MOST_ENTRIES || this.bytes >= MOST_BYTES;
  }

  get isEmpty(): boolean {
    return this.entries.size === 0 && this.current === undefined;
  }

  /**
   * Puts an entry behind the others, of which some lines may have been matched before; without lines it only
   * tells how far the journal has been read.
   */
  push(cursor: string, lines: readonly EntryLine[], before = 0): void {
    if (lines.length === 0 && this.last?.lines.length === 0 && this.entries.size > 0) {
      this.last.cursor = cursor;
      return;
    }
    this.last = { cursor, lines, before };
    this.bytes += sizeOf(this.last);
    this.entries.push(this.last);
  }

  /** The next line; what was taken before counts as matched now. */
  take(): EntryLine | undefined {
    for (;;) {
      if (!this.current) {
        this.current = this.takeEntry();
        if (!this.current) return undefined;
        this.nextLine = this.current.before;
      }
      const line = this.current.lines[this.nextLine];
      if (line) {
        this.nextLine += 1;
        return line;
      }
      this.doneCursor = this.current.cursor;
      this.current = undefined;
    }
  }

  /**
   * How far lines have been matched, `lastIsMatched` tells of the last line taken: the last entry that is
   * behind us, if there is one, and how many lines of the next, if that is known.
   */
  position(lastIsMatched: boolean): { readonly cursor: string | undefined; readonly lines?: number } {
    const { current, nextLine, doneCursor } = this;
    if (!current) return doneCursor === undefined ? { cursor: undefined } : { cursor: doneCursor, lines: 0 };
    const matched = nextLine - (lastIsMatched ? 0 : 1);
    return matched >= current.lines.length
      ? { cursor: current.cursor, lines: 0 }
      : { cursor: doneCursor, lines: matched };
  }

  private takeEntry(): QueuedEntry | undefined {
    const entry = this.entries.shift();
    if (entry) this.bytes -= sizeOf(entry);
    return entry;
  }
}

function sizeOf({ lines }: QueuedEntry): number {
  const [line] = lines;
  if (!line) return 0;
  let bytes = lines.reduce((sum, { text }) => sum + text.length, 0);
  for (const values of line.fields.values()) for (const value of values) bytes += value.length;
  return bytes;
}
