import { libc } from "./libc.ts";

const getrusage = libc.func("int getrusage(int who, void *usage)");

const RUSAGE_CHILDREN = -1;
/** `sizeof(struct rusage)` on 64-bit Linux; it begins with two pairs of seconds and microseconds. */
const USAGE_BYTES = 144;

/** CPU time of the children that have ended, in seconds. */
export function childTimes(): { readonly childuser: number; readonly childsystem: number } {
  const usage = Buffer.alloc(USAGE_BYTES);
  getrusage(RUSAGE_CHILDREN, usage);
  const seconds = (at: number): number =>
    Number(usage.readBigInt64LE(at)) + Number(usage.readBigInt64LE(at + 8)) / 1_000_000;
  return { childuser: seconds(0), childsystem: seconds(16) };
}
