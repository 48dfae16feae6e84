import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LogLevel } from "../core/ports.ts";
import { bootId } from "../system/boot-id.ts";
import type { FilePosition } from "./resume.ts";
import { prefixOf, Spool, type SpoolBefore, type SpoolSettings } from "./spool.ts";

/** How a position in a spool is told from one in a file. */
const MARK = "spool:";

/** The spools of all pipes. */
export class Spools {
  private readonly settings: SpoolSettings;
  private readonly spools = new Map<string, Spool>();
  /** What an earlier run has left of those that have not been asked for. */
  private readonly before = new Map<string, SpoolBefore>();
  /** Those of which there are files. */
  private readonly unseen = new Set<string>();
  private readonly boot = bootId();
  private readonly bootPath: string;
  private isNoted = false;

  constructor(folder: string, mostBytes: number, log: (level: LogLevel, message: string) => void) {
    this.bootPath = join(folder, "boot");
    // Where nobody tells, each start may be that of the machine.
    const isNewBoot = this.boot === "" || this.bootBefore() !== this.boot;
    this.settings = { folder, mostBytes, log, isNewBoot };
  }

  /** The spool of an input, which stays the same when the pipe is opened anew. */
  spoolOf(name: string): Spool {
    let spool = this.spools.get(name);
    if (!spool) {
      spool = new Spool(name, this.settings, this.before.get(name));
      this.before.delete(name);
      this.unseen.delete(name);
      this.spools.set(name, spool);
    }
    return spool;
  }

  /** Tells how far an earlier run had come. */
  resume(positions: readonly FilePosition[]): void {
    const names = this.fileNames();
    for (const position of positions.filter(isInSpool)) {
      const { name, offset: committed, fingerprint } = position;
      const before = { committed, end: Number(fingerprint.slice(MARK.length)) };
      const isThere = !names || names.some((file) => file.startsWith(prefixOf(name)));
      if (isThere) this.unseen.add(name);
      // What is not there any more has to be told. And places never count back, though all is gone: as long
      // as the old one is in the database, what began at 0 again would count as matched after a crash.
      this.before.set(name, before);
    }
  }

  /** The files in the folder; undefined if nobody can tell. */
  private fileNames(): readonly string[] | undefined {
    try {
      return readdirSync(this.settings.folder).filter((name) => !name.endsWith("-stream"));
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === "ENOENT" ? [] : undefined;
    }
  }

  /**
   * Positions in spools whose pipes are not open, since the inputs are gone or are none any more. As long as
   * there is something in the spools it must neither be forgotten nor, if it has been matched, be read again.
   */
  get unused(): readonly FilePosition[] {
    const left = [...this.spools].flatMap(([name, spool]) => {
      const place = spool.isInUse ? undefined : spool.left;
      return place ? [positionInSpool(name, place)] : [];
    });
    return [...left, ...[...this.before].map(([name, before]) => positionInSpool(name, before))];
  }

  /** Tells how far everything has been committed. */
  committed(positions: readonly FilePosition[]): void {
    for (const { name, offset } of positions.filter(isInSpool)) this.spools.get(name)?.committed(offset);
    for (const [name, spool] of this.spools) {
      if (spool.isInUse || !spool.release()) continue;
      if (spool.left) this.before.set(name, spool.left);
      this.spools.delete(name);
    }
    // What an earlier boot has left is mended now.
    const areMended = this.unseen.size === 0 && [...this.spools.values()].every(({ isOpen }) => isOpen);
    if (this.settings.isNewBoot && areMended && !this.isNoted) this.noteBoot();
  }

  close(): void {
    for (const spool of this.spools.values()) spool.close();
    this.spools.clear();
  }

  private bootBefore(): string {
    try {
      return readFileSync(this.bootPath, "latin1");
    } catch {
      return "";
    }
  }

  private noteBoot(): void {
    this.isNoted = true;
    try {
      writeFileSync(this.bootPath, this.boot, { mode: 0o600 });
    } catch {
      // It will be looked for holes once more.
    }
  }
}

/** Whether a position is one in a spool. */
export function isInSpool({ fingerprint }: FilePosition): boolean {
  return fingerprint.startsWith(MARK);
}

/** A position in an input's spool, as it is committed, and where the spool ends. */
export function positionInSpool(name: string, { committed, end }: SpoolBefore): FilePosition {
  return { name, device: 0n, inode: 1n, offset: committed, fingerprint: `${MARK}${end}` };
}
