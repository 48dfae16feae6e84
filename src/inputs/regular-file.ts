import { closeSync, fstatSync, readSync } from "node:fs";
import type { ChunkPool } from "./chunk-pool.ts";
import { type LineSettings, LineSplitter } from "./line-splitter.ts";
import type { FileIdentity, Opened } from "./opened.ts";
import { type FileSystem, FileWatch } from "./watch.ts";

/** A regular file that is read at a position of our own. */
export class RegularFile implements Opened {
  readonly kind = "regular file";
  readonly descriptor: number;
  readonly identity: FileIdentity | undefined;
  readonly lines: LineSplitter;
  readonly fileSystem: FileSystem;
  /** Where the next read begins. */
  position: number;
  private readonly watch: FileWatch | undefined;

  constructor(
    from: {
      readonly descriptor: number;
      readonly identity: FileIdentity | undefined;
      readonly fileSystem: FileSystem;
      readonly position: number;
    },
    pool: ChunkPool,
    settings: LineSettings,
    changed: () => void,
  ) {
    this.descriptor = from.descriptor;
    this.identity = from.identity;
    this.fileSystem = from.fileSystem;
    this.position = from.position;
    this.lines = new LineSplitter(this, pool, settings, from.position);
    this.watch = from.fileSystem.watchable ? new FileWatch(from.descriptor, changed) : undefined;
  }

  get needsPolling(): boolean {
    return !this.watch?.running;
  }

  read(buffer: Buffer, at: number, length: number): number {
    const bytes = readSync(this.descriptor, buffer, at, length, this.position);
    this.position += bytes;
    return bytes;
  }

  /** Begins anew from the start. */
  restart(): void {
    this.lines.restart(0);
    this.position = 0;
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

  private isLonger(): boolean {
    return fstatSync(this.descriptor).size > this.position;
  }
}
