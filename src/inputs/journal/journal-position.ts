import type { FilePosition } from "../resume.ts";

/** How far the journal has been read under an input's name. */
export interface JournalPosition {
  /** The cursor of the last entry of which all lines have been matched, or where reading begins. */
  readonly from: JournalStart;
  /** Lines of the next entry that have been matched. */
  readonly lines: number;
}

export type JournalStart =
  /** A cursor of journalctl. */
  | { readonly kind: "cursor"; readonly cursor: string }
  /** Entries that the journal has received at a time or after it. */
  | { readonly kind: "since"; readonly microseconds: bigint }
  | { readonly kind: "start" };

/** As positions of files are kept: the cursor takes the place of what the file holds. */
export function toFilePosition(name: string, { from, lines }: JournalPosition): FilePosition {
  const fingerprint =
    from.kind === "cursor" ? from.cursor : from.kind === "since" ? `@${from.microseconds}` : "@0";
  return { name, device: 0n, inode: 0n, offset: lines, fingerprint };
}

/** Reads what {@link toFilePosition} has made. */
export function fromFilePosition({ offset, fingerprint }: FilePosition): JournalPosition {
  const microseconds = /^@(\d{1,20})$/.exec(fingerprint)?.[1];
  return {
    from:
      microseconds === undefined
        ? { kind: "cursor", cursor: fingerprint }
        : { kind: "since", microseconds: BigInt(microseconds) },
    lines: offset,
  };
}

/** The time that a cursor holds: when the journal received its entry. */
export function timeOfCursor(cursor: string): bigint | undefined {
  const hexadecimal = /(?:^|;)t=([0-9a-f]{1,16})(?:;|$)/.exec(cursor)?.[1];
  return hexadecimal === undefined ? undefined : BigInt(`0x${hexadecimal}`);
}

/** Arguments of journalctl that make it begin there; an entry of the cursor itself comes, too. */
export function startArguments(from: JournalStart): readonly string[] {
  // With --after-cursor an entry is passed over if the one of the cursor is gone, or does not match.
  if (from.kind === "cursor") return [`--cursor=${from.cursor}`];
  if (from.kind === "start") return [];
  const seconds = from.microseconds / 1_000_000n;
  return [`--since=@${seconds}.${String(from.microseconds % 1_000_000n).padStart(6, "0")}`];
}
