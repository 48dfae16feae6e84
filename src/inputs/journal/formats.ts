import { localTime } from "../../system/local-time.ts";
import type { JournalEntry } from "./export-format.ts";

/** What entries of the journal become; lines are bytes, one a character. */
export type JournalFormatName = keyof typeof JOURNAL_FORMATS;

/** Makes lines of an entry; none if it has no message. */
type JournalFormat = (entry: JournalEntry) => readonly string[];

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const MICROSECONDS = 1_000_000;
const two = (value: number): string => String(value).padStart(2, "0");

/** Formats by their names, those of `journalctl --output` where there is one. */
export const JOURNAL_FORMATS = {
  /** syslog's form: `Nov 30 10:00:00 host identifier[process]: message`. */
  short: (entry) => withHeader(entry, shortTime),
  /** The same with the time as in ISO 8601: `2026-11-30T10:00:00+01:00`. */
  iso: (entry) => withHeader(entry, isoTime),
  /** The message alone. */
  message: messageLines,
  /** All fields as a JSON object. */
  json: ({ fields }) => [jsonOf(fields)],
} as const satisfies Readonly<Record<string, JournalFormat>>;

/** When the journal has received an entry, in seconds since Epoch. */
export function receivedAt(entry: JournalEntry): number | undefined {
  return secondsOf(first(entry, "__REALTIME_TIMESTAMP"));
}

/** The first value of a field. */
export function first({ fields }: JournalEntry, name: string): string | undefined {
  return fields.get(name)?.[0];
}

/**
 * A message of several lines becomes as many lines with the same header: patterns look at lines, and what a
 * program has written in the second line must not be able to look like a message of another one.
 */
function withHeader(entry: JournalEntry, timeText: (seconds: number) => string): readonly string[] {
  const lines = messageLines(entry);
  if (lines.length === 0) return lines;
  // The time at which it was sent, as journalctl shows it.
  const seconds = secondsOf(first(entry, "_SOURCE_REALTIME_TIMESTAMP")) ?? receivedAt(entry) ?? 0;
  const host = oneLine(first(entry, "_HOSTNAME"));
  const identifier = oneLine(first(entry, "SYSLOG_IDENTIFIER") ?? first(entry, "_COMM")) || "unknown";
  const process = oneLine(first(entry, "_PID") ?? first(entry, "SYSLOG_PID"));
  const name = process === "" ? identifier : `${identifier}[${process}]`;
  const header = [timeText(seconds), host, `${name}:`].filter((word) => word !== "").join(" ");
  return lines.map((line) => `${header} ${line}`);
}

function messageLines(entry: JournalEntry): readonly string[] {
  const message = first(entry, "MESSAGE");
  if (message === undefined) return [];
  return message.replace(/\n+$/, "").split("\n");
}

/** A newline in a field that anyone can set must not begin another line. */
function oneLine(value: string | undefined): string {
  return (value ?? "").replaceAll("\n", " ");
}

function secondsOf(microseconds: string | undefined): number | undefined {
  return microseconds !== undefined && /^\d{1,17}$/.test(microseconds)
    ? Math.floor(Number(microseconds) / MICROSECONDS)
    : undefined;
}

function shortTime(seconds: number): string {
  const { month, day, hour, minute, second } = localTime(seconds);
  return `${MONTHS[month - 1]} ${two(day)} ${two(hour)}:${two(minute)}:${two(second)}`;
}

function isoTime(seconds: number): string {
  const { year, month, day, hour, minute, second, offset } = localTime(seconds);
  const date = `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}`;
  return `${date}${offset.slice(0, 3)}:${offset.slice(3)}`;
}

/** As `journalctl --output=json`: what is not UTF-8 is an array of bytes, several values are an array. */
function jsonOf(fields: JournalEntry["fields"]): string {
  const object = Object.fromEntries(
    [...fields].map(([name, values]) => {
      const shown = values.map(jsonValue);
      return [name, shown.length === 1 ? shown[0] : shown];
    }),
  );
  return Buffer.from(JSON.stringify(object)).toString("latin1");
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function jsonValue(value: string): string | readonly number[] {
  const bytes = Buffer.from(value, "latin1");
  try {
    return utf8.decode(bytes);
  } catch {
    return [...bytes];
  }
}
