import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  ftruncateSync,
  renameSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { basename } from "node:path";

/** Whoever writes numbered lines to a file, and has it rotated. */
export interface RotatedLog {
  readonly path: string;
  readonly descriptor: number;
  /** A random number below another. */
  random(below: number): number;
  /** Writes some lines to the file that is open, whatever its name is now. */
  writeSome(): void;
  /** Opens what has the name now, or makes it. */
  reopen(): void;
  /** The file that has the name will be made with the next line. */
  leave(): void;
}

const DAY_MS = 86_400_000;
const FIRST_DAY = Date.UTC(2026, 0, 1);

/** How a file is rotated. No generation is removed: whoever is killed all the time may be far behind. */
export const ROTATION_STYLES = {
  /** The program that writes is told at once, or writes some more to the old file. */
  rename(log) {
    shift(log.path, "");
    renameSync(log.path, `${log.path}.1`);
    writeLate(log);
    log.reopen();
  },
  /** There is no file of the name until something is written. */
  nocreate(log) {
    shift(log.path, "");
    renameSync(log.path, `${log.path}.1`);
    writeLate(log);
    log.leave();
  },
  copytruncate(log) {
    shift(log.path, "");
    copyFileSync(log.path, `${log.path}.1`);
    ftruncateSync(log.descriptor);
  },
  /** As `copytruncate`, and the copy is compressed at once. */
  copycompress(log) {
    shift(log.path, ".gz");
    copyFileSync(log.path, `${log.path}.1`);
    ftruncateSync(log.descriptor);
    compress(`${log.path}.1`);
  },
  compress(log) {
    shift(log.path, ".gz");
    renameSync(log.path, `${log.path}.1`);
    writeLate(log);
    log.reopen();
    compress(`${log.path}.1`);
  },
  /** What was rotated last is compressed when it is rotated once more. */
  delaycompress(log) {
    shift(log.path, ".gz", 2);
    if (existsSync(`${log.path}.1`)) {
      renameSync(`${log.path}.1`, `${log.path}.2`);
      compress(`${log.path}.2`);
    }
    renameSync(log.path, `${log.path}.1`);
    writeLate(log);
    log.reopen();
  },
  dated(log) {
    renameSync(log.path, nextDated(log.path));
    writeLate(log);
    log.reopen();
  },
  /** A symbolic link has the name, and is made to point to a new file. */
  link(log) {
    writeLate(log);
    const target = nextDated(log.path);
    writeFileSync(target, "");
    if (log.random(2) === 0) unlinkSync(log.path);
    const link = existsSync(log.path) ? `${log.path}~` : log.path;
    symlinkSync(basename(target), link);
    if (link !== log.path) renameSync(link, log.path);
    log.reopen();
  },
} as const satisfies Record<string, (log: RotatedLog) => void>;

/** The name of a way to rotate a file. */
export type RotationStyle = keyof typeof ROTATION_STYLES;

/** Makes the first file that is to be rotated. */
export function beginLog(style: RotationStyle, path: string): void {
  if (style !== "link") {
    writeFileSync(path, "");
    return;
  }
  const target = nextDated(path);
  writeFileSync(target, "");
  symlinkSync(basename(target), path);
}

/** As a daemon does that has not been told yet. */
function writeLate(log: RotatedLog): void {
  if (log.random(2) === 0) log.writeSome();
}

function shift(path: string, ending: string, from = 1): void {
  let oldest = from - 1;
  while (existsSync(`${path}.${oldest + 1}${ending}`)) oldest += 1;
  for (let at = oldest; at >= from; at -= 1)
    renameSync(`${path}.${at}${ending}`, `${path}.${at + 1}${ending}`);
}

function compress(path: string): void {
  const { status } = spawnSync("gzip", [path], { stdio: "inherit" });
  if (status !== 0) throw new Error(`gzip ${path}`);
}

/** The name with the first day that no file has yet. */
function nextDated(path: string): string {
  for (let day = FIRST_DAY; ; day += DAY_MS) {
    const dated = `${path}-${new Date(day).toISOString().slice(0, 10).replaceAll("-", "")}`;
    if (!existsSync(dated)) return dated;
  }
}
