import { createHash } from "node:crypto";
import { readSync } from "node:fs";

/** So many bytes at the beginning of what has been read, and so many at its end, tell files apart. */
const HEAD_BYTES = 1024;
const TAIL_BYTES = 256;

/**
 * Tells a file that has been read up to an offset from others, under whatever name or number it is found
 * again: a digest of what it begins with and of what stands before the offset. Empty if nothing has been
 * read, or if it cannot be read again.
 */
export function fingerprint(descriptor: number, offset: number): string {
  if (offset === 0) return "";
  const digest = createHash("sha256");
  for (const from of [0, Math.max(0, offset - TAIL_BYTES)]) {
    const wanted = Math.min(offset - from, from === 0 ? HEAD_BYTES : TAIL_BYTES);
    const bytes = Buffer.allocUnsafe(wanted);
    if (readSync(descriptor, bytes, 0, wanted, from) < wanted) return "";
    digest.update(bytes);
  }
  return digest.digest("base64").slice(0, 22);
}
