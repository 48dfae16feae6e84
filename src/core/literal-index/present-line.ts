import type { InputLine } from "../line.ts";
import { Trigrams } from "./trigrams.ts";

/** Longer lines that are given as text are rare, and get room of their own. */
const MOST_KEPT = 1 << 16;

/** The line in which literals are looked for: the bytes of `bytes` from `start` up to `end`. */
export class PresentLine {
  bytes: Uint8Array = new Uint8Array(256);
  view: DataView = viewOf(this.bytes);
  start = 0;
  end = 0;
  /** Where lines are put that are given as text. */
  private room = this.bytes;
  private readonly trigrams = new Trigrams();
  private hasTrigrams = false;

  take(line: InputLine): void {
    if (line.bytes === undefined) {
      this.takeText(line.text);
      return;
    }
    this.lookAt(line.bytes);
    this.start = line.start!;
    this.end = line.end!;
    this.hasTrigrams = false;
  }

  /** Takes a text, one byte a character. */
  takeText(text: string): void {
    const { length } = text;
    let { room } = this;
    if (room.length < length) room = new Uint8Array(length > MOST_KEPT ? length : 2 * length);
    if (length <= MOST_KEPT) this.room = room;
    for (let at = 0; at < length; at += 1) room[at] = text.charCodeAt(at);
    this.lookAt(room);
    this.start = 0;
    this.end = length;
    this.hasTrigrams = false;
  }

  /** Whether a trigram with this hash may stand in the line; the first who asks has all of them noted. */
  mayHave(trigram: number): boolean {
    if (!this.hasTrigrams) {
      this.trigrams.take(this.bytes, this.start, this.end);
      this.hasTrigrams = true;
    }
    return this.trigrams.mayHave(trigram);
  }

  private lookAt(bytes: Uint8Array): void {
    if (this.bytes === bytes) return;
    this.bytes = bytes;
    this.view = viewOf(bytes);
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
