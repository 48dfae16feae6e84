import { closeSync, constants, openSync, writeSync } from "node:fs";
import { errnoOf, errorText } from "../system/libc.ts";

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;
const ONLY_OWNER = 0o600;

/** What became of a dump: undefined if it was written. */
export type DumpFailure = { readonly kind: "exists" } | { readonly kind: "error"; readonly reason: string };

/** Writes a file that does not exist: never through a link or over another file, and for its owner only. */
export function writeNewFile(path: string, text: string): DumpFailure | undefined {
  try {
    const descriptor = openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, ONLY_OWNER);
    try {
      const bytes = Buffer.from(text, "latin1");
      for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
    } finally {
      closeSync(descriptor);
    }
    return undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return { kind: "exists" };
    return { kind: "error", reason: errorText(errnoOf(error)) };
  }
}
