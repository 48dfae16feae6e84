import { Contents } from "./contents.ts";
import { type Generation, isCompressed } from "./generations.ts";
import type { Look } from "./look.ts";
import { type FileIdentity, sameFile } from "./opened.ts";
import type { FilePosition } from "./resume.ts";

/** Marks rows of files of which nothing is left to read, among those of positions. */
const MARK = "settled:";
/**
 * Rows have numbers that no file has: the number of one that was settled, and is gone, may have been given to
 * another one, of which there is a row too. The first says that there is a record, and since when.
 */
const DEVICE = 0n;
const FIRST_ROW = 2n;
/**
 * What was written last so long before the record began, was there before it: so there need be no row for
 * each of a year's files. It is long since clocks may be wrong by a day.
 */
const OLD_NS = 3n * 86_400_000_000_000n;
/** What was made so long after it was written to was copied, or decompressed, with its times. */
const RESTORED_NS = 60_000_000_000n;
/** Before the time at which a file was made that could not be read, instead of a fingerprint. */
const UNREAD = "?";
/** Of more files than these the ones that were settled first, and are gone, are forgotten. */
const MOST_FILES = 100;
/** Files that have as many bytes in common at their beginning, and before a place, are the same file. */
export const ENOUGH_BYTES = 1024;

/** A file of which nothing is left to read, and the fingerprint of all of it: compressed, if it is. */
export interface SettledFile extends FileIdentity {
  readonly fingerprint: string;
}

/**
 * The rotated files of an input that have been read, or have nothing that was to be read. Times cannot tell
 * these from others: rotations may follow each other within one tick of the file system's clock, and a file
 * may begin like another one. So what is new is what is not among them.
 */
export class Settled {
  private files: readonly (SettledFile & { readonly row: bigint })[] = [];
  private sinceNs: bigint | undefined;
  readonly contents = new Contents();
  /** What is saved of these files; asked for at each commit. */
  private rows: { readonly files: object; readonly positions: readonly FilePosition[] } | undefined;

  /** Whether there is a record; without one only times tell what is new. */
  get isKnown(): boolean {
    return this.sinceNs !== undefined;
  }

  /** What is saved of it, as positions are. */
  positions(name: string): readonly FilePosition[] {
    if (this.sinceNs === undefined) return [];
    if (this.rows?.files === this.files) return this.rows.positions;
    const row = (inode: bigint, text: string): FilePosition => {
      return { name, device: DEVICE, inode, offset: 0, fingerprint: `${MARK}${text}` };
    };
    const files = this.files.map((file) => row(file.row, `${file.device} ${file.inode} ${file.fingerprint}`));
    const positions = [row(FIRST_ROW, `${this.sinceNs}`), ...files];
    this.rows = { files: this.files, positions };
    return positions;
  }

  /** Reads what {@link positions} has made, if that is among them. */
  resume(positions: readonly FilePosition[]): void {
    this.forget();
    const rows = positions.filter(isSettled).toSorted((one, other) => (one.inode < other.inode ? -1 : 1));
    for (const { inode: row, fingerprint: text } of rows) {
      const [first = "", inode, fingerprint = ""] = text.slice(MARK.length).split(" ");
      if (inode === undefined) this.sinceNs = BigInt(first);
      else this.files = [...this.files, { device: BigInt(first), inode: BigInt(inode), fingerprint, row }];
    }
  }

  /** There is no record any more. */
  forget(): void {
    this.files = [];
    this.sinceNs = undefined;
    this.rows = undefined;
  }

  /** Begins the record with what is there: what was written to before a moment was read, or not to be. */
  begin(sinceNs: bigint, files: readonly SettledFile[]): void {
    this.sinceNs = sinceNs;
    this.files = files.map((file, at) => ({ ...file, row: FIRST_ROW + BigInt(at + 1) }));
  }

  /** Nothing is left to read of a file. */
  add(file: SettledFile): void {
    if (!this.isKnown) return;
    const others = this.files.filter((one) => !sameFile(one, file) || one.fingerprint !== file.fingerprint);
    this.files = [...others, { ...file, row: (this.files.at(-1)?.row ?? FIRST_ROW) + 1n }];
  }

  /** Of the files that are gone only the last ones are kept: compressed twins of them may come yet. */
  keepPresent(generations: readonly Generation[]): void {
    if (this.files.length <= MOST_FILES) return;
    const last = new Set(this.files.slice(-MOST_FILES));
    this.files = this.files.filter(
      (file) => last.has(file) || generations.some(({ identity }) => identity.inode === file.inode),
    );
  }

  /** How many bytes of a file need not be read, if it was settled; it may have grown since. */
  bytesOf(generation: Generation, look: Look): number | undefined {
    if (this.sinceNs === undefined) return undefined;
    if (generation.modified < this.oldNs) return Number.POSITIVE_INFINITY;
    const own = this.files.filter((file) => isSame(generation, file, look));
    if (own.length > 0) return isCompressed(generation.path) ? Number.POSITIVE_INFINITY : mostBytesIn(own);
    if (!isCompressed(generation.path)) return this.bytesRestored(generation, look);
    const isCompressedNow = this.becomes(generation, look);
    return isCompressedNow ? Number.POSITIVE_INFINITY : this.bytesBefore(generation, look);
  }

  /**
   * Whether a file that was settled, and is gone, has become a compressed one: one, though others may be
   * equal. One that is still there was compressed as well, if it is long enough to be told from others.
   */
  private becomes(generation: Generation, look: Look): boolean {
    const isGone = (file: SettledFile) => !look.generations.some((one) => isSame(one, file, look));
    const gone = look.claim(generation, this.files.filter(isGone));
    if (!gone && !look.isWholeOf(generation, this.files.filter(isLong))) return false;
    const files = look.asItIs(generation);
    look.ifItCounts(() => {
      this.files = this.files.filter((file) => file !== gone);
      for (const file of files) this.add(file);
    });
    return true;
  }

  /** A clock that was ahead when the record began makes nothing old. */
  private get oldNs(): bigint {
    const ofNow = sinceNsAt(Date.now());
    return this.sinceNs! < ofNow ? this.sinceNs! : ofNow;
  }

  /** All of a file that was put back by somebody after it had been read, or before there was a record. */
  private bytesRestored(generation: Generation, look: Look): number | undefined {
    const { born, modified } = generation;
    if (born < modified + RESTORED_NS) return undefined;
    const isKnown = modified < this.oldNs + OLD_NS || look.isWholeOf(generation, this.files);
    return isKnown ? Number.POSITIVE_INFINITY : undefined;
  }

  /**
   * How many bytes of a compressed file were settled, if a file was written to after that: who compresses a
   * file one rotation late does so for those that still write to it. That file is gone, and what few bytes
   * tell is not enough.
   */
  private bytesBefore(generation: Generation, look: Look): number | undefined {
    const isGone = (file: SettledFile): boolean => !look.generations.some((one) => isSame(one, file, look));
    const held = this.files
      .filter(({ fingerprint }) => bytesIn(fingerprint) >= ENOUGH_BYTES)
      .toSorted((one, other) => bytesIn(other.fingerprint) - bytesIn(one.fingerprint))
      .find((file) => look.holds(generation, file.fingerprint) && isGone(file));
    return held && bytesIn(held.fingerprint);
  }
}

/** What is there now and need not be read, since it was there before: all but copies that are being made. */
export function settledNow(
  look: Look,
  open: readonly (FileIdentity | undefined)[],
): { readonly sinceNs: bigint; readonly files: readonly SettledFile[] } {
  // What has the name now may be old, and compressed before it has been read.
  const modified = look.current?.modified ?? 0n;
  const ofNow = sinceNsAt(Date.now());
  const sinceNs = look.current && modified < ofNow ? modified : ofNow;
  const files = look.generations
    .filter((one) => one.modified >= sinceNs)
    .filter(({ identity }) => !open.some((one) => sameFile(one, identity)))
    // A compressed one was truncated before it was compressed; and decompressing all of them takes long.
    .filter((one) => isCompressed(one.path) || !look.isCopyOfCurrent(one))
    .flatMap((one) => look.asItIsOrUnread(one));
  return { sinceNs, files };
}

/** Whether a position is none, but a row of {@link Settled}. */
export function isSettled({ fingerprint }: FilePosition): boolean {
  return fingerprint.startsWith(MARK);
}

/** A file's number stays when the device gets another one, as some do at each boot. */
function isSame(generation: Generation, { inode, fingerprint }: SettledFile, look: Look): boolean {
  if (generation.identity.inode !== inode) return false;
  return fingerprint.startsWith(UNREAD)
    ? fingerprint === unreadFingerprint(generation)
    : look.holdsAsItIs(generation, fingerprint);
}

/** What a file that cannot be read has instead of a fingerprint: when it was made. */
export function unreadFingerprint({ born }: Generation): string {
  return `${UNREAD}${born}`;
}

function sinceNsAt(nowMs: number): bigint {
  return BigInt(Math.floor(nowMs)) * 1_000_000n - OLD_NS;
}

/** A file that was written to after it was settled, and read, is settled once more. */
function mostBytesIn(files: readonly SettledFile[]): number {
  if (files.some(({ fingerprint }) => fingerprint.startsWith(UNREAD))) return Number.POSITIVE_INFINITY;
  return Math.max(...files.map(({ fingerprint }) => bytesIn(fingerprint)));
}

function isLong({ fingerprint }: SettledFile): boolean {
  return bytesIn(fingerprint) >= ENOUGH_BYTES;
}

function bytesIn(fingerprint: string): number {
  return Number.parseInt(fingerprint, 10) || 0;
}
