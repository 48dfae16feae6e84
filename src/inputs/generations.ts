import { spawnSync } from "node:child_process";
import { closeSync, constants, fstatSync, mkdtempSync, openSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { namesInFolder, namesShared } from "./folder-names.ts";
import { oldestFirst } from "./generation-order.ts";
import { type FileIdentity, sameFile } from "./opened.ts";
import type { PrivilegedOpener } from "./privileged-opener.ts";

/** A file that may once have had an input's name. */
export interface Generation {
  /** Bytes, one a character. */
  readonly path: string;
  readonly identity: FileIdentity;
  /** When it was written last, in nanoseconds since Epoch; compressing a file does not change it. */
  readonly modified: bigint;
  /** When it came to be. */
  readonly born: bigint;
  /** In bytes, as it is. */
  readonly size: bigint;
}

const COMPRESSED = ".gz";
/** What follows the name of an input in that of a file into which it was rotated. */
const ROTATED = /^[.-]\d[\d.-]*(?:\.gz)?$/;

/** The files that look as if inputs had been rotated into them; each folder is read once. */
export function rotatedFrom(names: ReadonlySet<string>): readonly string[] {
  const folders = new Set([...names].map((name) => name.slice(0, name.lastIndexOf("/") + 1)));
  return [...folders].flatMap((folder) =>
    (namesIn(folder === "" ? "." : folder) ?? [])
      .filter((other) => basesOf(other).some((base) => names.has(`${folder}${base}`)))
      .map((other) => `${folder}${other}`),
  );
}

/** The names that a file may have had before it was rotated. */
function basesOf(name: string): readonly string[] {
  return [...name.matchAll(/[.-](?=\d)/g)]
    .filter(({ index }) => ROTATED.test(name.slice(index)))
    .map(({ index }) => name.slice(0, index));
}

/**
 * The files into which logrotate and its like rename or copy a file (`.1`, `-20260302`, `.2.gz`), and those
 * that are known by their numbers and whose names begin like the file's, the oldest first. Of a file and its
 * compressed twin only the file counts.
 */
export function generationsOf(
  name: string,
  known: readonly FileIdentity[],
  opener?: PrivilegedOpener,
): readonly Generation[] {
  const slash = name.lastIndexOf("/");
  const [folder, base] = [slash < 0 ? "." : name.slice(0, slash) || "/", name.slice(slash + 1)];
  const all = namesIn(folder, opener)?.filter((other) => other.startsWith(base) && other !== base) ?? [];
  const plain = new Set(all);
  const numbers = new Set(known.map(keyOf));
  const generations = all
    .filter((other) => !other.endsWith(COMPRESSED) || !plain.has(other.slice(0, -COMPRESSED.length)))
    .flatMap((other) => {
      const [generation] = generationAt(slash < 0 ? other : `${name.slice(0, slash + 1)}${other}`, opener);
      if (!generation) return [];
      const isNumbered = ROTATED.test(other.slice(base.length));
      return isNumbered || numbers.has(keyOf(generation.identity)) ? [generation] : [];
    });
  return oldestFirst(name, withoutTwins(generations));
}

/**
 * Whether there may be files into which one of this name was rotated; undefined if nobody can tell. What many
 * inputs ask for within a moment is answered from one listing.
 */
export function mayHaveGenerations(name: string, opener?: PrivilegedOpener): boolean | undefined {
  const slash = name.lastIndexOf("/");
  const [folder, base] = [slash < 0 ? "." : name.slice(0, slash) || "/", name.slice(slash + 1)];
  const names = namesIn(folder, opener, namesShared);
  return names?.some((other) => other.startsWith(base) && other !== base);
}

/** Whether nobody can tell which files a name's folder has, though the name itself may be there. */
export function folderIsUnseen(name: string, opener?: PrivilegedOpener): boolean {
  return namesIn(name.slice(0, name.lastIndexOf("/") + 1) || ".", opener) === undefined;
}

/** A file that was renamed while the folder was read may have been seen under both names. */
function withoutTwins(generations: readonly Generation[]): readonly Generation[] {
  const seen = new Set<string>();
  return generations.filter(({ identity }) => seen.size < seen.add(keyOf(identity)).size);
}

function keyOf({ device, inode }: FileIdentity): string {
  return `${device} ${inode}`;
}

/** Whether reading a generation takes gzip(1). */
export function isCompressed(path: string): boolean {
  return path.endsWith(COMPRESSED);
}

/** The regular file that has a name; none if there is no such file. */
export function generationAt(path: string, opener?: PrivilegedOpener): readonly Generation[] {
  try {
    const stat = statSync(Buffer.from(path, "latin1"), { bigint: true });
    if (!stat.isFile()) return [];
    return [
      {
        path,
        identity: { device: stat.dev, inode: stat.ino },
        modified: stat.mtimeNs,
        born: stat.birthtimeNs,
        size: stat.size,
      },
    ];
  } catch {
    const seen = opener?.stat(path);
    if (!seen?.isFile()) return [];
    return [
      {
        path,
        identity: { device: seen.dev, inode: seen.ino },
        modified: seen.mtimeNs,
        born: seen.birthtimeNs,
        size: seen.size,
      },
    ];
  }
}

/**
 * Opens a generation for reading; a compressed one as the file it was. That takes gzip(1), and a file in the
 * temporary folder that has no name. Undefined if it cannot be opened; "moved" if another file, or none, has
 * its name now.
 */
export function openGeneration(
  generation: Generation,
  opener?: PrivilegedOpener,
): number | "moved" | undefined {
  const descriptor = openAsItIs(generation, opener);
  if (typeof descriptor !== "number" || !isCompressed(generation.path)) return descriptor;
  try {
    return decompressed(descriptor);
  } catch {
    return undefined;
  } finally {
    closeSync(descriptor);
  }
}

/** Opens a generation for reading as {@link openGeneration} does, but a compressed one as it is. */
export function openAsItIs(
  { path, identity }: Generation,
  opener?: PrivilegedOpener,
): number | "moved" | undefined {
  const descriptor = openPath(path, opener);
  if (descriptor === undefined) {
    const [present] = generationAt(path, opener);
    return sameFile(present?.identity, identity) ? undefined : "moved";
  }
  const { dev, ino } = fstatSync(descriptor, { bigint: true });
  if (!sameFile({ device: dev, inode: ino }, identity)) {
    closeSync(descriptor);
    return "moved";
  }
  return descriptor;
}

function openPath(path: string, opener?: PrivilegedOpener): number | undefined {
  try {
    return openSync(Buffer.from(path, "latin1"), constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    const opened = isCompressed(path) ? undefined : opener?.open(path);
    return opened && "descriptor" in opened ? opened.descriptor : undefined;
  }
}

/** How many bytes an open file has. */
export function sizeOf(descriptor: number): number {
  return fstatSync(descriptor).size;
}

function decompressed(source: number): number | undefined {
  const folder = mkdtempSync(join(tmpdir(), "sec-ts-gzip-"));
  const target = openSync(join(folder, "plain"), "wx+", 0o600);
  rmSync(folder, { recursive: true });
  const { status } = spawnSync("gzip", ["-dc"], { stdio: [source, target, "ignore"] });
  if (status === 0) return target;
  closeSync(target);
  return undefined;
}

/** Whether no file of a name's folder was renamed, made or removed since; false if that cannot be known. */
export function folderIsUnchanged(name: string, sinceNs: bigint): boolean {
  try {
    const folder = name.slice(0, name.lastIndexOf("/") + 1) || ".";
    return statSync(Buffer.from(folder, "latin1"), { bigint: true }).mtimeNs < sinceNs;
  } catch {
    return false;
  }
}

/** The files of a folder; undefined if neither we nor the opener can tell. */
function namesIn(
  folder: string,
  opener?: PrivilegedOpener,
  list = namesInFolder,
): readonly string[] | undefined {
  try {
    return list(folder);
  } catch {
    const start = folder.endsWith("/") ? folder : `${folder}/`;
    const known = opener?.known().filter((name) => name.startsWith(start)) ?? [];
    if (known.length === 0) return undefined;
    return known.map((name) => name.slice(start.length)).filter((name) => !name.includes("/"));
  }
}
