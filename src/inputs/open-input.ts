import { closeSync, constants, fstatSync, openSync, readFileSync, statSync } from "node:fs";
import type { LogLevel } from "../core/ports.ts";
import { bootId } from "../system/boot-id.ts";
import { enlargePipe, PIPE_BYTES } from "../system/pipes.ts";
import type { ChunkPool } from "./chunk-pool.ts";
import type { LineSettings } from "./line-splitter.ts";
import type { Opened } from "./opened.ts";
import { Pipe } from "./pipe.ts";
import type { NamedFile, PrivilegedOpener } from "./privileged-opener.ts";
import { RegularFile } from "./regular-file.ts";
import { SpooledPipe } from "./spooled-pipe.ts";
import type { Spools } from "./spools.ts";
import { systemErrorText } from "./system-error.ts";
import { fileSystemOf } from "./watch.ts";

export const STANDARD_INPUT = "-";
const { O_NONBLOCK, O_RDONLY, O_RDWR } = constants;

/** Where reading begins: the start, the end, or an offset as digits. */
export type StartFrom = "start" | "end" | string;

/** How an input is opened. */
export interface OpenSettings {
  readonly rwFifo: boolean;
  readonly lines: LineSettings;
  readonly pool: ChunkPool;
  /** What comes out of pipes goes through them, if they are there. */
  readonly spools: Spools | undefined;
  /** Called when there is more to read. */
  readonly ready: () => void;
  readonly opener?: PrivilegedOpener | undefined;
  log(level: LogLevel, message: string): void;
}

/** Why an input could not be opened. */
export interface OpenFailure {
  /** There is no file of this name; there are words for this already. */
  readonly missing: boolean;
  readonly message: string;
}

/** The file that has a name, behind symbolic links; undefined if neither we nor the opener can see one. */
export function statOf(name: string, opener?: PrivilegedOpener): NamedFile | undefined {
  try {
    return statSync(pathOf(name), { bigint: true, throwIfNoEntry: false });
  } catch {
    return opener?.stat(name);
  }
}

/** Names of inputs are bytes, one a character. */
function pathOf(name: string): Buffer {
  return Buffer.from(name, "latin1");
}

const REFUSED = "the opener refuses it";

/** Whether an input was not opened since the opener found that others than root could have put it there. */
export function isRefused(failure: string): boolean {
  return failure.includes(REFUSED);
}

/** Opens a regular file or a FIFO, or takes standard input. It never waits for a writer. */
export function openInput(name: string, from: StartFrom, settings: OpenSettings): Opened | OpenFailure {
  if (name === STANDARD_INPUT) return openStandardInput(from, settings);
  const stat = statOf(name, settings.opener);
  if (!stat) return { missing: true, message: `Input file ${name} does not exist!` };
  if (!stat.isFile() && !stat.isFIFO()) return unsupported(name);
  let descriptor: number;
  try {
    const mode = stat.isFIFO() && settings.rwFifo ? O_RDWR : O_RDONLY;
    descriptor = openSync(pathOf(name), mode | O_NONBLOCK);
  } catch (error) {
    const opened = settings.opener?.open(name);
    if (opened === undefined || "refusal" in opened) {
      const reasons = [systemErrorText(error), opened && `${REFUSED}: ${opened.refusal}`];
      const reason = reasons.filter((text) => text !== undefined).join("; ");
      return { missing: false, message: `Can't open input file ${name} (${reason})` };
    }
    ({ descriptor } = opened);
  }
  const opened = readerOrFailure(name, descriptor, from, settings);
  if ("message" in opened) closeSync(descriptor);
  return opened;
}

function readerOrFailure(
  name: string,
  descriptor: number,
  from: StartFrom,
  settings: OpenSettings,
): Opened | OpenFailure {
  try {
    return readerOf(name, descriptor, from, settings);
  } catch (error) {
    return { missing: false, message: `Can't read input file ${name} (${systemErrorText(error)})` };
  }
}

function unsupported(name: string): OpenFailure {
  return { missing: false, message: `Input file ${name} is of unsupported type!` };
}

/** What was opened may be another file than what was asked after before. */
function readerOf(
  name: string,
  descriptor: number,
  from: StartFrom,
  settings: OpenSettings,
): Opened | OpenFailure {
  const stat = fstatSync(descriptor, { bigint: true });
  const identity = { device: stat.dev, inode: stat.ino };
  const { pool, lines, ready } = settings;
  if (stat.isFIFO()) return pipeOf(name, { descriptor, identity, emptyIsEnd: false }, settings);
  if (!stat.isFile()) return unsupported(name);
  const fileSystem = fileSystemOf(pathOf(name));
  if (from === "end" && fileSystem.proc) {
    return { missing: false, message: `Can't seek EOF in input file ${name} (Invalid argument)` };
  }
  const size = Number(stat.size);
  const wanted = from === "start" ? 0 : from === "end" ? size : Number(from);
  if (wanted > size) settings.log(4, `Offset ${from} beyond EOF, seeking EOF in input file ${name}`);
  const position = Math.min(wanted, size);
  return new RegularFile({ descriptor, identity, fileSystem, position }, pool, lines, ready);
}

function pipeOf(
  name: string,
  from: { readonly descriptor: number; readonly identity: Opened["identity"]; readonly emptyIsEnd: boolean },
  { spools, pool, lines, ready, log }: OpenSettings,
): Opened {
  const bytes = enlargePipe(from.descriptor);
  if (bytes >= 0 && bytes < PIPE_BYTES) {
    const limits = "/proc/sys/fs/pipe-max-size and pipe-user-pages-soft";
    const loss = "a writer that does not wait for room can lose lines in a burst";
    log(
      3,
      `Pipe of input ${name} holds ${bytes} bytes and not ${PIPE_BYTES} (${limits} say how many): ${loss}`,
    );
  }
  if (!spools) return new Pipe(from, pool, lines, ready);
  const spool = spools.spoolOf(name);
  spool.begin(streamOf(from.descriptor));
  return new SpooledPipe(from, spool, pool, lines, ready);
}

/** Tells a pipe from all others; numbers of pipes begin anew when the machine does. */
function streamOf(descriptor: number): string {
  const { dev, ino } = fstatSync(descriptor, { bigint: true });
  return `${bootId()} ${dev} ${ino}`;
}

function openStandardInput(from: StartFrom, settings: OpenSettings): Opened {
  const { pool, lines, ready } = settings;
  const stat = fstatSync(0);
  const identity = undefined;
  if (stat.isFile()) {
    const position = from === "start" ? startOfStandardInput() : stat.size;
    const fileSystem = fileSystemOf("/proc/self/fd/0");
    return new RegularFile({ descriptor: 0, identity, fileSystem, position }, pool, lines, ready);
  }
  const pipe = { descriptor: ownStandardInput(), identity, emptyIsEnd: true };
  if (stat.isFIFO()) return pipeOf(STANDARD_INPUT, pipe, settings);
  // Nothing can be moved from a terminal or a socket into a file.
  return new Pipe(pipe, pool, lines, ready);
}

/** Whoever started us may have read some of the file, and wants it to be read on from there. */
function startOfStandardInput(): number {
  try {
    return Number(/^pos:\s*(\d+)/m.exec(readFileSync("/proc/self/fdinfo/0", "latin1"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/**
 * A descriptor of our own for standard input: that a descriptor does not block is known to all processes
 * that share it, and a shell would not like that of its terminal. A socket cannot be opened twice.
 */
function ownStandardInput(): number {
  try {
    return openSync("/proc/self/fd/0", O_RDONLY | O_NONBLOCK);
  } catch {
    return 0;
  }
}
