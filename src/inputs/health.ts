import { fstatSync } from "node:fs";
import type { Input } from "./input.ts";
import { JournalInput } from "./journal/journal-input.ts";
import { journalRemedy } from "./journal/remedy.ts";
import type { LineSource } from "./line-source.ts";
import { isRefused } from "./open-input.ts";
import { permissionRemedy } from "./permission-remedy.ts";
import { RegularFile } from "./regular-file.ts";

/** How an input is doing, for a person who wonders why nothing comes. Times are seconds. */
export interface InputHealth {
  readonly file: string;
  readonly state: "open" | "closed";
  /** Lines that were received. */
  readonly lines: number;
  /** Since the last line was read; absent if there was none. */
  readonly lastLineAgeSeconds?: number;
  /** Bytes that are there and have not been read; absent for pipes, which do not tell. */
  readonly lagBytes?: number;
  /** Lines that were cut since they were too long. */
  readonly cut: number;
  /** The journal: how much later than they were received lines are matched. */
  readonly lagSeconds?: number;
  /** The journal: how often the entry that was read last was not there any more. */
  readonly lost?: number;
  /** Why it cannot be opened, and what can be done about it. */
  readonly failure?: string;
  readonly remedy?: string;
}

/** Tells how an input is doing at a second since Epoch. */
export function inputHealth(input: LineSource, now: number): InputHealth {
  const { name: file, isOpen, lineCount: lines, cutLines, failure, silence } = input;
  const { lastDataAt: lastLineAt } = silence;
  const isJournal = input instanceof JournalInput;
  const remedy = isJournal
    ? journalRemedy(input.folder)
    : isOpen || failure === "" || isRefused(failure)
      ? undefined
      : permissionRemedy(file);
  return {
    file,
    state: isOpen ? "open" : "closed",
    lines,
    ...(lastLineAt === undefined ? {} : { lastLineAgeSeconds: Math.max(0, now - lastLineAt) }),
    ...(isJournal ? { lagSeconds: input.lagSeconds(now), lost: input.lost } : lagOf(input as Input)),
    cut: cutLines.count,
    ...((isOpen && !isJournal) || failure === "" ? {} : { failure }),
    ...(remedy === undefined ? {} : { remedy }),
  };
}

function lagOf({ opened, former }: Input): { readonly lagBytes?: number } {
  if (!(opened instanceof RegularFile)) return {};
  const files = [...former.files, opened].filter((file) => file instanceof RegularFile);
  const lag = files.reduce(
    (sum, { descriptor, lines }) => sum + Math.max(0, fstatSync(descriptor).size - lines.offset),
    0,
  );
  return { lagBytes: lag };
}
