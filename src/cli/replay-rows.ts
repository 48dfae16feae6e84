import { closeSync, fstatSync } from "node:fs";
import { lookUntilSteady } from "../inputs/look.ts";
import { type FileIdentity, sameFile } from "../inputs/opened.ts";
import type { FilePosition } from "../inputs/resume.ts";
import { isReadOnFrom } from "./replay-places.ts";

/** A file that had an input's name when the state was saved, and has another one now. */
interface RotatedFile {
  readonly row: FilePosition;
  readonly path: string;
  /** Of a copy it is not that in the row. */
  readonly identity: FileIdentity;
  /** The bytes that had not been read; undefined if it cannot be read now. */
  readonly unread: number | undefined;
}

/** Whether a row is the position in a file, and none in a spool, or something of a later version. */
function isOfFile({ fingerprint }: FilePosition): boolean {
  return /^(\d|$)/.test(fingerprint);
}

/** The rotated files of an input of which a state knows how far they had been read. */
export function rotatedFiles(name: string, saved: readonly FilePosition[]): readonly RotatedFile[] {
  const rows = saved.filter((row) => row.name === name && isOfFile(row));
  if (name === "-" || rows.length === 0) return [];
  const found = lookUntilSteady(name, rows, { log: () => {}, opener: undefined }, (look) =>
    rows.flatMap((row) => {
      const { fingerprint, offset } = row;
      const own = look.generations.find(({ identity }) => sameFile(identity, row));
      const isOwn = own && (fingerprint === "" || look.isUnreadable(own) || look.holds(own, fingerprint));
      const others = fingerprint === "" ? [] : look.generations;
      const generation = isOwn ? own : others.find((one) => look.holds(one, fingerprint));
      if (!generation) return [];
      const [file] = look.isUnreadable(generation) ? [] : look.open(generation, offset);
      const { path, identity } = generation;
      return [{ row, path, identity, descriptor: file?.descriptor }];
    }),
  );
  return found.map(({ descriptor, ...rotated }) => {
    if (descriptor === undefined) return { ...rotated, unread: undefined };
    const unread = Math.max(0, fstatSync(descriptor).size - rotated.row.offset);
    closeSync(descriptor);
    return { ...rotated, unread };
  });
}

/** What a replay of some inputs does not read, though the state has it as unread: one message each. */
export function unreadBefore(paths: readonly string[], saved: readonly FilePosition[]): readonly string[] {
  const named = new Set(paths);
  return paths.flatMap((name) =>
    rotatedFiles(name, saved)
      .filter(({ path, unread }) => unread !== 0 && !named.has(path))
      .map(({ path, unread }) => {
        const bytes = unread === undefined ? "an unknown number of bytes" : `${unread} bytes`;
        const fate = "have not been read; they keep their place";
        return `${name}: ${bytes} of ${path}, which had this name before, ${fate}`;
      }),
  );
}

/**
 * What becomes of the rows of inputs when a replay has read files up to some positions, which are saved too:
 * those that are over, and those that have moved. Rows of other inputs, of spools, of rotated files that are
 * still there, and such as are not understood stay: a daemon goes on with them.
 */
export function rowsAfter(
  saved: readonly FilePosition[],
  names: ReadonlySet<string>,
  positions: readonly FilePosition[],
): { readonly gone: readonly FilePosition[]; readonly moved: readonly FilePosition[] } {
  const rotated = [...names].flatMap((name) => rotatedFiles(name, saved));
  const kept = new Set(rotated.map(({ row }) => row));
  const isGone = (row: FilePosition): boolean => names.has(row.name) && isOfFile(row) && !kept.has(row);
  const moved = saved.flatMap((row) => {
    if (isGone(row) || !isOfFile(row) || row.fingerprint === "") return [];
    // The file was read under its present name.
    const read = positions.find((one) => sameFile(one, row) && one.offset > row.offset);
    // Of a file that was removed, another one may have the number.
    return read && isReadOnFrom(read, row) ? [{ ...read, name: row.name }] : [];
  });
  // What was copied and then truncated goes on under its number, and what had been read of it is in the copy.
  const copied = rotated.flatMap(({ row, identity }) => {
    const read = positions.find((one) => one.name === row.name && sameFile(one, row));
    const isKnown = [...kept].some((one) => one.name === row.name && sameFile(one, identity));
    if (!read || isKnown || isReadOnFrom(read, row)) return [];
    const copyRead = positions.find((one) => sameFile(one, identity) && one.offset > row.offset);
    return [{ ...(copyRead ?? { ...row, ...identity }), name: row.name }];
  });
  return { gone: saved.filter(isGone), moved: [...moved, ...copied] };
}
