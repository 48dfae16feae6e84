/** One entry of the journal: its fields in their order. Values are bytes, one a character. */
export interface JournalEntry {
  readonly fields: ReadonlyMap<string, readonly string[]>;
  /** Bytes of values that were too long and have been left out. */
  readonly omittedBytes: number;
}

/** How much of an entry is kept. */
export interface EntryLimits {
  /** Of one value. */
  readonly valueBytes: number;
  /** Of all values of an entry. */
  readonly entryBytes: number;
}

const NEWLINE = 10;
const EQUALS = 61;
const SIZE_BYTES = 8;
/** Names of fields have at most 64 bytes; what is longer is no journal. */
const LONGEST_NAME_BYTES = 256;
const EMPTY = new Uint8Array(0);

/** The output is not in the export format. */
export class NotExportFormat extends Error {}

/**
 * Reads the journal's export format (systemd.io, "Journal Export Format") as it arrives, in pieces of any
 * size: `NAME=value` lines, or for values that are not text the name, a length of 8 bytes, the value and a
 * newline; an empty line ends an entry. Of too long values only the beginning is kept.
 */
export class ExportParser {
  private readonly limits: EntryLimits;
  private rest: Uint8Array = EMPTY;
  /** A binary value that has not arrived completely. */
  private binary:
    | {
        readonly name: string;
        left: number;
        readonly pieces: Uint8Array[];
        kept: number;
        readonly room: number;
      }
    | undefined;
  /** The value of a text field that is too long: the rest of its line is passed over. */
  private skipping = false;
  private fields = new Map<string, string[]>();
  private keptBytes = 0;
  private omittedBytes = 0;

  constructor(limits: EntryLimits) {
    this.limits = limits;
  }

  /** Takes further bytes and gives the entries that they complete. */
  *push(bytes: Uint8Array): Generator<JournalEntry> {
    this.rest = this.rest.length === 0 ? bytes : joined([this.rest, bytes]);
    for (;;) {
      if (this.binary) {
        if (!this.takeBinary()) return;
        continue;
      }
      const line = this.takeLine();
      if (line === undefined) return;
      if (line.length > 0) this.takeField(line);
      else if (this.fields.size > 0) yield this.finish();
    }
  }

  private finish(): JournalEntry {
    const entry = { fields: this.fields, omittedBytes: this.omittedBytes };
    this.fields = new Map();
    this.keptBytes = this.omittedBytes = 0;
    return entry;
  }

  /** The next line without its newline; undefined if it is not complete. */
  private takeLine(): Uint8Array | undefined {
    const end = this.rest.indexOf(NEWLINE);
    const most = LONGEST_NAME_BYTES + this.limits.valueBytes;
    if (this.skipping) {
      this.omittedBytes += end < 0 ? this.rest.length : end;
      this.rest = end < 0 ? EMPTY : this.rest.subarray(end + 1);
      if (end < 0) return undefined;
      this.skipping = false;
      return this.takeLine();
    }
    if (end < 0 && this.rest.length > most) {
      this.takeField(this.rest);
      this.rest = EMPTY;
      this.skipping = true;
      return undefined;
    }
    if (end < 0) {
      // What is left of a chunk must not keep all of it.
      this.rest = this.rest.slice();
      return undefined;
    }
    const line = this.rest.subarray(0, end);
    this.rest = this.rest.subarray(end + 1);
    return line;
  }

  private takeField(line: Uint8Array): void {
    const equals = line.indexOf(EQUALS);
    if (equals === 0 || (equals < 0 ? line.length : equals) > LONGEST_NAME_BYTES) {
      throw new NotExportFormat("a line has no name of a field");
    }
    if (equals < 0) {
      this.binary = { name: textOf(line), left: -1, pieces: [], kept: 0, room: this.room() };
      return;
    }
    const value = line.subarray(equals + 1);
    const kept = value.subarray(0, this.room());
    this.omittedBytes += value.length - kept.length;
    this.add(textOf(line.subarray(0, equals)), textOf(kept));
  }

  /** Returns whether the binary value, with its length, has arrived completely. */
  private takeBinary(): boolean {
    const { binary } = this;
    if (!binary) return true;
    if (binary.left < 0) {
      if (this.rest.length < SIZE_BYTES) return false;
      binary.left = sizeAt(this.rest);
      this.rest = this.rest.subarray(SIZE_BYTES);
    }
    const piece = this.rest.subarray(0, binary.left);
    const kept = piece.subarray(0, binary.room - binary.kept);
    if (kept.length > 0) binary.pieces.push(kept.slice());
    binary.kept += kept.length;
    binary.left -= piece.length;
    this.omittedBytes += piece.length - kept.length;
    this.rest = this.rest.subarray(piece.length);
    if (binary.left > 0 || this.rest.length === 0) return false;
    if (this.rest[0] !== NEWLINE) throw new NotExportFormat("no newline follows a binary value");
    this.rest = this.rest.subarray(1);
    this.add(binary.name, textOf(joined(binary.pieces)));
    this.binary = undefined;
    return true;
  }

  private room(): number {
    return Math.max(0, Math.min(this.limits.valueBytes, this.limits.entryBytes - this.keptBytes));
  }

  private add(name: string, value: string): void {
    this.keptBytes += value.length;
    const values = this.fields.get(name);
    if (values) values.push(value);
    else this.fields.set(name, [value]);
  }
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

function sizeAt(bytes: Uint8Array): number {
  const size = new DataView(bytes.buffer, bytes.byteOffset, SIZE_BYTES).getBigUint64(0, true);
  if (size > BigInt(Number.MAX_SAFE_INTEGER)) throw new NotExportFormat("a value is longer than can be");
  return Number(size);
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
}
