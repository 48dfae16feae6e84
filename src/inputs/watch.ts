import { type FSWatcher, statfsSync, watch } from "node:fs";

/**
 * File systems whose files change only through this machine's kernel, so that inotify(7) tells of every
 * change: ext, XFS, Btrfs, tmpfs, ZFS, F2FS, JFS, ReiserFS, bcachefs, ramfs, FAT, and overlayfs, which goes
 * on telling when a file has been copied to another layer. Nothing that comes over a network or out of the
 * kernel's own tables.
 */
const WATCHABLE = new Set([
  0xef53, 0x58465342, 0x9123683e, 0x01021994, 0x2fc12fc1, 0xf2f52010, 0x3153464a, 0x52654973, 0xca451a4e,
  0x858458f6, 0x4d44, 0x794c_7630,
]);
const PROC = 0x9fa0;
/** Events without a quiet moment after which a file is better looked at now and then. */
const MANY_EVENTS = 20;

/** What is known of the file system of a file. */
export interface FileSystem {
  readonly watchable: boolean;
  /** Files are made up when they are read, have no size, and no end to seek. */
  readonly proc: boolean;
}

/** Files of unknown file systems are polled. */
export function fileSystemOf(path: string | Buffer): FileSystem {
  try {
    const { type } = statfsSync(path);
    return { watchable: WATCHABLE.has(type), proc: type === PROC };
  } catch {
    return { watchable: false, proc: false };
  }
}

/**
 * Watches a file, under whatever name, through the descriptor it is open with. While its writer is so busy
 * that being told of each write would cost more than looking at the file, it does not.
 */
export class FileWatch {
  private readonly descriptor: number;
  private readonly changed: () => void;
  private watcher: FSWatcher | undefined;
  private events = 0;
  private failed = false;

  constructor(descriptor: number, changed: () => void) {
    this.descriptor = descriptor;
    this.changed = changed;
    this.start();
  }

  get running(): boolean {
    return this.watcher !== undefined;
  }

  /** Nothing has happened for a while. Returns whether the watch began anew, so that one must look again. */
  quiet(): boolean {
    this.events = 0;
    if (this.watcher || this.failed) return false;
    this.start();
    return this.running;
  }

  close(): void {
    this.watcher?.close();
    this.watcher = undefined;
  }

  private start(): void {
    try {
      this.watcher = watch(`/proc/self/fd/${this.descriptor}`);
    } catch {
      // No more watches (ENOSPC, EMFILE), or no /proc: the file is polled from now on.
      this.failed = true;
      return;
    }
    this.watcher.on("change", () => {
      this.events += 1;
      if (this.events > MANY_EVENTS) this.close();
      this.changed();
    });
    this.watcher.on("error", () => {
      this.failed = true;
      this.close();
    });
  }
}
