import { fstatSync } from "node:fs";
import type { Input } from "./input.ts";

/** What a dump tells of an input. */
export type InputStatus = {
  readonly file: string;
  readonly context: string;
  /** Lines that were received. */
  readonly lines: number;
} & ({ readonly status: "Closed" } | OpenStatus);

interface OpenStatus {
  readonly status: "Open";
  readonly type: "regular file" | "pipe";
  /** Absent for standard input. */
  readonly device?: number;
  readonly inode?: number;
  /** Of a regular file: how far it was read, and its size. */
  readonly offset?: number;
  readonly size?: number;
}

/** What the input is doing at the moment. */
export function statusOf(input: Input): InputStatus {
  const { name: file, lineCount: lines, opened } = input;
  const context = input.context ?? `_FILE_EVENT_${file}`;
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
