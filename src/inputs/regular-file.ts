import { closeSync, fstatSync, readSync, readvSync } from "node:fs";
import type { ChunkPool } from "./chunk-pool.ts";
import { ReadBytes } from "./fingerprint.ts";
import { type LineSettings, LineSplitter } from "./line-splitter.ts";
import type { FileIdentity, Opened } from "./opened.ts";
import type { SettledFile } from "./settled.ts";
import { type FileSystem, FileWatch } from "./watch.ts";

const NOTHING = Buffer.alloc(0);
/** So many bytes may be what all files of a name begin with. */
const LITTLE_BYTES = 64 * 1024;
/** The clock of a file system may be behind by so much. */
const CLOCK_LAG_MS = 20;

/** A regular file that is read at a position of our own. */
export class RegularFile implements Opened {
  readonly kind = "regular file";
  readonly descriptor: number;
  readonly identity: FileIdentity | undefined;
  readonly lines: LineSplitter;
  private readonly asItIs: SettledFile | undefined;
  readonly fileSystem: FileSystem;
  /** Where the next read begins. */
  position: number;
  /** It was truncated since the last read, and may have grown beyond our position again. */
  overwritten = false;
  /** When it was read for the last time, in milliseconds since Epoch. */
  readMs = Date.now();
  /** Asked while little has been read, of which what comes next may not be the continuation. */
  isAnotherNow: (() => boolean) | undefined;
  /** When it was written to before its last bytes were compared. */
  private comparedMs = 0;
  private readonly watch: FileWatch | undefined;
  /** Bytes before our position are compared with what they were, which tells that the file was truncated. */
  bytesRead: ReadBytes | undefined;

  constructor(
    from: {
      readonly descriptor: number;
      readonly identity: FileIdentity | undefined;
      readonly fileSystem: FileSystem;
      readonly position: number;
      readonly asItIs?: SettledFile | undefined;
    },
    pool: ChunkPool,
    settings: LineSettings,
    changed: () => void,
  ) {
    this.descriptor = from.descriptor;
    this.identity = from.identity;
    this.fileSystem = from.fileSystem;
    this.position = from.position;
    this.asItIs = from.asItIs;
    this.lines = new LineSplitter(this, pool, settings, from.position);
    if (!from.fileSystem.proc) this.bytesRead = new ReadBytes(this.descriptor, this.position);
    this.bytesRead?.samplePlaces(this.descriptor);
    this.watch = from.fileSystem.watchable ? new FileWatch(from.descriptor, changed) : undefined;
  }

  get needsPolling(): boolean {
    return !this.watch?.running;
  }

  /** Empty if nothing has been read, or if it cannot be read again. */
  get fingerprint(): string {
    return this.bytesRead?.fingerprint() ?? "";
  }

  /** What is known of it when nothing is left to read: of a compressed one as it is, not of what it holds. */
  get settled(): SettledFile | undefined {
    return this.asItIs ?? (this.identity && { ...this.identity, fingerprint: this.fingerprint });
  }

  read(buffer: Buffer, at: number, length: number): number {
    const now = Date.now();
    const bytes = this.readOn(buffer, at, length);
    if (!this.overwritten) this.readMs = now;
    return bytes;
  }

  private readOn(buffer: Buffer, at: number, length: number): number {
    const last = this.bytesRead?.last ?? NOTHING;
    if (last.length === 0)
      return this.taken(buffer, at, readSync(this.descriptor, buffer, at, length, this.position));
    // In one call, so that no writer comes between them.
    const before = Buffer.allocUnsafe(last.length);
    const all = readvSync(
      this.descriptor,
      [before, buffer.subarray(at, at + length)],
      this.position - last.length,
    );
    const same = all >= last.length && before.equals(last);
    this.overwritten = !same || (all > last.length && this.isDoubtful() && this.isAnotherNow!());
    return this.overwritten ? 0 : this.taken(buffer, at, all - last.length);
  }

  private isDoubtful(): boolean {
    return this.position < LITTLE_BYTES && this.isAnotherNow !== undefined;
  }

  /** Begins anew from the start. */
  restart(): void {
    this.lines.restart(0);
    this.readMs = Date.now();
    this.position = 0;
    if (!this.fileSystem.proc) this.bytesRead = new ReadBytes(this.descriptor, 0);
    this.overwritten = false;
  }

  wait(): void {
    // The watch goes on all the time.
  }

  hasMore(): boolean {
    if (this.isLonger()) return true;
    return this.watch?.quiet() === true && this.isLonger();
  }

  close(): void {
    this.watch?.close();
    // Descriptors 0 to 2 stay what they are.
    if (this.descriptor > 2) closeSync(this.descriptor);
  }

  private taken(buffer: Buffer, at: number, bytes: number): number {
    this.position += bytes;
    if (bytes > 0) this.bytesRead?.add(buffer.subarray(at, at + bytes));
    return bytes;
  }

  private isLonger(): boolean {
    const { size, mtimeMs } = fstatSync(this.descriptor);
    return size > this.position || (size === this.position && this.isRewritten(mtimeMs));
  }

  /** Whether a file that was truncated, and has grown to the same length again, holds something else. */
  private isRewritten(modifiedMs: number): boolean {
    const last = this.bytesRead?.last ?? NOTHING;
    if (last.length === 0 || modifiedMs === this.comparedMs) return false;
    // While the clock of the file system stands still, another write would have the same time.
    if (Date.now() - modifiedMs > CLOCK_LAG_MS) this.comparedMs = modifiedMs;
    const before = Buffer.allocUnsafe(last.length);
    try {
      const bytes = readSync(this.descriptor, before, 0, last.length, this.position - last.length);
      return bytes === last.length && !before.equals(last);
    } catch {
      // Whoever reads it next says what is wrong.
      return true;
    }
  }
}
