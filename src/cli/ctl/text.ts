import { terminalSafe } from "../terminal.ts";
import { lineWidth, wrapped } from "../text-width.ts";

/** Text for people is made for this width, unless the terminal is another one. */
const USUAL_WIDTH = 80;

/** Bytes, given one a character, as they may be shown: control characters as `\xNN`. */
export const shown = terminalSafe;

/** A line that is wrapped so that it fits; it may contain bytes, one a character. */
export function wrapText(text: string, indent = ""): string {
  const terminal = lineWidth(process.stdout);
  const width = Number.isFinite(terminal) ? terminal : USUAL_WIDTH;
  const { length } = /^ */.exec(text)![0];
  const line = wrapped(shown(text.slice(length)), { width, from: length, indent });
  return " ".repeat(length) + line;
}

/** Writes a line, or several, and waits while the reader is slow. */
export async function print(text: string): Promise<void> {
  if (process.stdout.write(`${text}\n`)) return;
  await new Promise((resolve) => {
    process.stdout.once("drain", resolve);
  });
}

const UNITS: readonly (readonly [seconds: number, name: string])[] = [
  [86_400, "d"],
  [3600, "h"],
  [60, "min"],
  [1, "s"],
];

/** A length of time in its two greatest units: `3 d 4 h`. */
export function duration(seconds: number): string {
  let left = Math.max(0, Math.floor(seconds));
  const words: string[] = [];
  for (const [size, name] of UNITS) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0 || (name === "s" && words.length === 0)) words.push(`${count} ${name}`);
    if (words.length === 2 || (words.length === 1 && count === 0)) break;
  }
  return words.join(" ");
}

const two = (value: number): string => String(value).padStart(2, "0");

/** A second since Epoch as local time: `2026-11-30 10:00:00`. */
export function timeText(epochSeconds: number): string {
  const date = new Date(epochSeconds * 1000);
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** A number of things: `1 rule`, `3 rules`. */
export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}

/** A number of bytes in a unit that suits it. */
export function bytesText(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let value = bytes;
  let at = 0;
  for (; value >= 1024 && at < units.length - 1; at += 1) value /= 1024;
  return `${at === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[at]}`;
}
