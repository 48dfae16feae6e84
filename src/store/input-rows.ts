import { add, type Batch } from "./batch.ts";
import type { InputPosition } from "./load.ts";

/** Positions of inputs as rows; only those that have changed are written. */
export class InputRows {
  private readonly written = new Map<string, InputPosition>();

  /** Tells what the database holds. */
  resume(positions: readonly InputPosition[]): void {
    for (const position of positions) this.written.set(keyOf(position), position);
  }

  /** Tells that the database holds nothing. */
  clear(): void {
    this.written.clear();
  }

  /** Adds to a batch what makes the rows agree with the positions. */
  encode(batch: Batch, positions: readonly InputPosition[]): void {
    const gone = new Map(this.written);
    for (const position of positions) {
      const { name, device, inode, offset, fingerprint } = position;
      const key = keyOf(position);
      gone.delete(key);
      const before = this.written.get(key);
      if (before && before.offset === offset && before.fingerprint === fingerprint) continue;
      this.written.set(key, position);
      add(batch, "input", name, String(device), String(inode), offset, fingerprint);
    }
    for (const [key, { name, device, inode }] of gone) {
      add(batch, "deleteInput", name, String(device), String(inode));
      this.written.delete(key);
    }
  }
}

/** An input has several files while rotated ones are still read. */
function keyOf({ name, device, inode }: InputPosition): string {
  return `${device} ${inode} ${name}`;
}
