import { readdirSync, statSync } from "node:fs";

/** What a folder held when it was read; it holds the same as long as its time of change is this one. */
interface Listing {
  readonly changedNs: bigint;
  readonly names: readonly string[];
}

/** Thousands of inputs may be in one folder, and each looks at what else is there. */
const listings = new Map<string, Listing>();
const MOST_LISTINGS = 16;
/**
 * A change shortly after another one may leave the time as it is: file systems keep it in ticks of up to two
 * seconds. Of a folder that has just been changed nothing is remembered.
 */
const SURELY_OVER_NS = 2_500_000_000n;

/** The names of the files in a folder, one byte a character. Throws if it cannot be read. */
export function namesInFolder(folder: string): readonly string[] {
  const path = Buffer.from(folder, "latin1");
  const changedNs = statSync(path, { bigint: true }).mtimeNs;
  const known = listings.get(folder);
  if (known?.changedNs === changedNs) return known.names;
  listings.delete(folder);
  const isOver = BigInt(Date.now()) * 1_000_000n - changedNs > SURELY_OVER_NS;
  const names = readdirSync(path, "latin1");
  if (!isOver) return names;
  if (listings.size >= MOST_LISTINGS) listings.clear();
  listings.set(folder, { changedNs, names });
  return names;
}

let shared: (Listing & { readonly folder: string; readonly atMs: number }) | undefined;
/** So old may {@link namesShared} be: many inputs look at their folder in one turn. */
export const SHARED_MS = 50;

/** The names of the files in a folder, as they were within the last moment. Throws if it cannot be read. */
export function namesShared(folder: string): readonly string[] {
  const atMs = performance.now();
  const changedNs = statSync(Buffer.from(folder, "latin1"), { bigint: true }).mtimeNs;
  const isRecent = shared?.folder === folder && atMs - shared.atMs < SHARED_MS;
  if (!isRecent || shared?.changedNs !== changedNs)
    shared = { folder, atMs, changedNs, names: namesInFolder(folder) };
  return shared.names;
}
