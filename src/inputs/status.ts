import { fstatSync } from "node:fs";
import type { Input } from "./input.ts";
import { JournalInput } from "./journal/journal-input.ts";
import type { LineSource } from "./line-source.ts";

/** What a dump tells of an input. */
export type InputStatus = {
  readonly file: string;
  readonly context: string;
  /** Lines that were received. */
  readonly lines: number;
} & ({ readonly status: "Closed" } | OpenStatus);

interface OpenStatus {
  readonly status: "Open";
  readonly type: "regular file" | "pipe" | "journal";
  /** Absent for standard input and the journal. */
  readonly device?: number;
  readonly inode?: number;
  /** Of a regular file: how far it was read, and its size. */
  readonly offset?: number;
  readonly size?: number;
  /** Of the journal: how much later than they were received lines are matched. */
  readonly lagSeconds?: number;
}

/** What the input is doing at the moment. */
export function statusOf(input: LineSource): InputStatus {
  const { name: file, lineCount: lines } = input;
  const context = input.context ?? `_FILE_EVENT_${file}`;
  if (input instanceof JournalInput) {
    return {
      file,
      context,
      lines,
      ...(input.isOpen
        ? { status: "Open", type: "journal", lagSeconds: input.lagSeconds(Date.now() / 1000) }
        : { status: "Closed" }),
    };
  }
  // All others are files.
  const { opened } = input as Input;
  if (!opened) return { file, context, lines, status: "Closed" };
  const { kind, identity } = opened;
  return {
    file,
    context,
    lines,
    status: "Open",
    type: kind,
    ...(identity ? { device: Number(identity.device), inode: Number(identity.inode) } : {}),
    ...(kind === "regular file"
      ? {
          offset: opened.lines.offset + opened.lines.pendingBytes,
          size: fstatSync(opened.descriptor).size,
        }
      : {}),
  };
}
