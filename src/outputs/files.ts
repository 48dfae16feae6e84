import { closeSync, openSync, writeSync } from "node:fs";
import { resolve } from "node:path";

/**
 * Files that actions append to. A file stays open until it is closed by an action (manual: `write`,
 * `closef`); what is written is in the file when the call returns.
 */
export class OutputFiles {
  private readonly open = new Map<string, number>();
  private readonly folder: string;

  /** Relative names are those of files in `folder`. */
  constructor(folder = ".") {
    this.folder = folder;
  }

  /** Throws what the operating system says if the file cannot be written. */
  write(name: string, text: string): void {
    let descriptor = this.open.get(name);
    if (descriptor === undefined) {
      descriptor = openSync(resolve(this.folder, name), "a");
      this.open.set(name, descriptor);
    }
    writeSync(descriptor, Buffer.from(text, "latin1"));
  }

  writeAndClose(name: string, text: string): void {
    const descriptor = openSync(resolve(this.folder, name), "a");
    try {
      writeSync(descriptor, Buffer.from(text, "latin1"));
    } finally {
      closeSync(descriptor);
    }
  }

  /** Returns whether the file was open. */
  close(name: string): boolean {
    const descriptor = this.open.get(name);
    if (descriptor === undefined) return false;
    this.open.delete(name);
    closeSync(descriptor);
    return true;
  }

  closeAll(): void {
    for (const descriptor of this.open.values()) closeSync(descriptor);
    this.open.clear();
  }
}
