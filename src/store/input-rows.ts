import { add, type Batch } from "./batch.ts";
import type { InputPosition } from "./load.ts";

/** Positions of inputs as rows; only those that have changed are written. */
export class InputRows {
  private readonly written = new Map<string, InputPosition>();

  /** Tells what the database holds. */
  resume(positions: readonly InputPosition[]): void {
    for (const position of positions) this.written.set(position.name, position);
  }

  /** Tells that the database holds nothing. */
  clear(): void {
    this.written.clear();
  }

  /** Adds to a batch what makes the rows agree with the positions. */
  encode(batch: Batch, positions: readonly InputPosition[]): void {
    const gone = new Set(this.written.keys());
    for (const position of positions) {
      const { name, device, inode, offset, fingerprint } = position;
      gone.delete(name);
      const before = this.written.get(name);
      if (before && isSame(before, position)) continue;
      this.written.set(name, position);
      add(batch, "input", name, String(device), String(inode), offset, fingerprint);
    }
    for (const name of gone) {
      add(batch, "deleteInput", name);
      this.written.delete(name);
    }
  }
}

function isSame(one: InputPosition, other: InputPosition): boolean {
  return (
    one.offset === other.offset &&
    one.inode === other.inode &&
    one.device === other.device &&
    one.fingerprint === other.fingerprint
  );
}
