import { createHash } from "node:crypto";
import { fstatSync, readSync } from "node:fs";

/** A place in what has been read. */
interface Place {
  readonly position: number;
  readonly before: Buffer;
}

/** So many bytes at the beginning of what has been read, and so many at its end, tell files apart. */
const HEAD_BYTES = 1024;
const TAIL_BYTES = 256;
/** Of what lies between, at most so many places are kept, at least so far apart, with bytes before each. */
const MOST_PLACES = 32;
const FEWEST_BETWEEN_PLACES = 256;
const PLACE_BYTES = 64;

/**
 * What is kept of the bytes that were read from a file: what it begins with, and what stands before the
 * position. It is taken from the bytes as they were read, not from the file as it is: that may have been
 * truncated and written anew since.
 */
export class ReadBytes {
  private position: number;
  private readonly head = Buffer.alloc(HEAD_BYTES);
  private tail: Buffer;
  /** Ever farther apart as more is read, so that there are few of them in files of any size. */
  private places: readonly Place[] = [];
  private bytesBetweenPlaces = FEWEST_BETWEEN_PLACES;
  private known: { readonly position: number; readonly text: string } | undefined;

  /** Nobody has read the file up to the position yet, so that is done now. */
  constructor(descriptor: number, position: number) {
    this.position = position;
    readSync(descriptor, this.head, 0, Math.min(HEAD_BYTES, position), 0);
    const tailBytes = Math.min(TAIL_BYTES, position);
    this.tail = Buffer.alloc(tailBytes);
    if (tailBytes > 0) readSync(descriptor, this.tail, 0, tailBytes, position - tailBytes);
  }

  /** What stands before the position, as far as it is kept. */
  get last(): Buffer {
    return this.tail;
  }

  /** Takes bytes that have just been read at the position. */
  add(bytes: Buffer): void {
    if (this.position < HEAD_BYTES) bytes.copy(this.head, this.position);
    this.notePlaces(bytes);
    this.position += bytes.length;
    const tail = Buffer.allocUnsafe(Math.min(TAIL_BYTES, this.tail.length + bytes.length));
    const fromOld = Math.max(0, tail.length - bytes.length);
    this.tail.copy(tail, 0, this.tail.length - fromOld);
    bytes.copy(tail, fromOld, bytes.length - (tail.length - fromOld));
    this.tail = tail;
  }

  /** Looks at places in what had been read before, in another run. */
  samplePlaces(descriptor: number): void {
    while (this.position / this.bytesBetweenPlaces > MOST_PLACES / 2) this.bytesBetweenPlaces *= 2;
    const between = this.bytesBetweenPlaces;
    this.places = Array.from({ length: Math.floor(this.position / between) }, (_, at) => ({
      position: (at + 1) * between,
      before: bytesBefore(descriptor, (at + 1) * between),
    }));
  }

  /**
   * Whether a file is a copy of the beginning of what has been read: who copies a file and then truncates it
   * leaves out what came in between, which may have been read here all the same. Files that begin with the
   * same words differ at the last place before their ends.
   */
  isBegunBy(descriptor: number): boolean {
    const { size } = fstatSync(descriptor);
    if (size === 0 || size > this.position) return false;
    const beginning = Buffer.alloc(Math.min(HEAD_BYTES, size));
    const bytes = readSync(descriptor, beginning, 0, beginning.length, 0);
    if (bytes !== beginning.length || !beginning.equals(this.head.subarray(0, bytes))) return false;
    const place = this.places.findLast(({ position }) => position <= size);
    return !place || bytesBefore(descriptor, place.position).equals(place.before);
  }

  /** Of bytes that have just been read at the position. */
  private notePlaces(bytes: Buffer): void {
    const end = this.position + bytes.length;
    for (;;) {
      const next = (this.places.at(-1)?.position ?? 0) + this.bytesBetweenPlaces;
      if (next > end) return;
      const from = next - PLACE_BYTES - this.position;
      const known = from >= 0 ? bytes : Buffer.concat([this.tail, bytes]);
      const at = from >= 0 ? from : from + this.tail.length;
      // Bytes of our own: others hold the whole of what was read.
      const before = Buffer.from(known.subarray(at, at + PLACE_BYTES));
      this.places = [...this.places, { position: next, before }];
      if (this.places.length < MOST_PLACES) continue;
      this.places = this.places.filter((_, index) => index % 2 === 1);
      this.bytesBetweenPlaces *= 2;
    }
  }

  /**
   * Tells the file, under whatever name or number it is found again, from others: the position, and a digest
   * of the bytes. Empty if nothing has been read.
   */
  fingerprint(): string {
    const { position } = this;
    if (position === 0) return "";
    if (this.known?.position !== position)
      this.known = { position, text: `${position}:${digestOf(this.head, this.tail, position)}` };
    return this.known.text;
  }
}

/** Whether a file holds what was read from the one that had this fingerprint. */
export function hasFingerprint(descriptor: number, fingerprint: string): boolean {
  if (fingerprint === "") return true;
  const position = Number.parseInt(fingerprint, 10);
  if (!(fstatSync(descriptor).size >= position)) return false;
  return new ReadBytes(descriptor, position).fingerprint() === fingerprint;
}

/** The fingerprint of all that is in an open file. */
export function wholeFingerprint(descriptor: number): string {
  return new ReadBytes(descriptor, fstatSync(descriptor).size).fingerprint();
}

/**
 * Whether an open file begins with what was once the whole of it. What was empty, and is not, is another one.
 */
export function beginsWithWhole(descriptor: number, fingerprint: string): boolean {
  return fingerprint === "" ? fstatSync(descriptor).size === 0 : hasFingerprint(descriptor, fingerprint);
}

function bytesBefore(descriptor: number, position: number): Buffer {
  const bytes = Buffer.alloc(PLACE_BYTES);
  readSync(descriptor, bytes, 0, PLACE_BYTES, position - PLACE_BYTES);
  return bytes;
}

function digestOf(head: Buffer, tail: Buffer, position: number): string {
  const digest = createHash("sha256");
  digest.update(head.subarray(0, Math.min(HEAD_BYTES, position))).update(tail);
  return digest.digest("base64").slice(0, 22);
}
