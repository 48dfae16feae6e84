import { closeSync, constants, fstatSync, openSync, statSync } from "node:fs";
import { hasFingerprint, ReadBytes } from "../inputs/fingerprint.ts";
import { generationsOf } from "../inputs/generations.ts";
import { sameFile } from "../inputs/opened.ts";
import type { FilePosition } from "../inputs/resume.ts";
import type { ReplayInput, ReplayPlace } from "./replay-input.ts";

/**
 * Lets an input go on where the program that has saved the state has stopped reading it: in a file of the
 * same name or number that holds what was read then. Any other file is read from its beginning.
 */
export function continued(input: ReplayInput, saved: readonly FilePosition[]): ReplayInput {
  if (saved.length === 0) return input;
  const offset = withFile(input.path, (descriptor) => {
    const { dev: device, ino: inode } = fstatSync(descriptor, { bigint: true });
    const offsets = saved
      .filter((one) => one.fingerprint !== "" && one.offset > 0)
      .filter((one) => one.name === input.path || sameFile(one, { device, inode }))
      .filter((one) => hasFingerprint(descriptor, one.fingerprint))
      .map((one) => one.offset);
    return Math.max(0, ...offsets);
  });
  return offset === undefined || offset === 0 ? input : { ...input, from: offset };
}

/**
 * Places as they are saved, also of files that were rotated meanwhile. One that was truncated, or has a name
 * that nobody would look for, cannot be told from others, and is left out.
 */
export function positionsOf(places: readonly ReplayPlace[]): readonly FilePosition[] {
  return places.flatMap((place) => {
    const { path, device, inode, offset } = place;
    const fingerprint = readAgain(place, (descriptor) => new ReadBytes(descriptor, offset).fingerprint());
    return fingerprint === undefined ? [] : [{ name: path, device, inode, offset, fingerprint }];
  });
}

/** Whether the file of a position holds what was once read of a file that had the same number. */
export function isReadOnFrom({ name: path, ...read }: FilePosition, { fingerprint }: FilePosition): boolean {
  return readAgain({ path, ...read }, (descriptor) => hasFingerprint(descriptor, fingerprint)) ?? false;
}

/** Looks into a file that has been read up to a place, also if it was rotated meanwhile. */
function readAgain<T>(place: ReplayPlace, look: (descriptor: number) => T): T | undefined {
  const lookIn = (path: string): { readonly found: T } | undefined =>
    withFile(path, (descriptor) => {
      const { dev, ino, size } = fstatSync(descriptor, { bigint: true });
      const isTheSame = dev === place.device && ino === place.inode && size >= place.offset;
      return isTheSame ? { found: look(descriptor) } : undefined;
    });
  return (lookIn(place.path) ?? lookIn(rotatedPath(place)))?.found;
}

function rotatedPath(place: ReplayPlace): string {
  return generationsOf(place.path, []).find(({ identity }) => sameFile(identity, place))?.path ?? "-";
}

/** Undefined for what is no regular file, or cannot be opened: whoever reads it will say so. */
function withFile<T>(path: string, use: (descriptor: number) => T): T | undefined {
  if (path === "-") return undefined;
  let descriptor: number;
  try {
    // To open a pipe and close it again ends who writes to it.
    if (!statSync(path).isFile()) return undefined;
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
  try {
    return fstatSync(descriptor).isFile() ? use(descriptor) : undefined;
  } finally {
    closeSync(descriptor);
  }
}
