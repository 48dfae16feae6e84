import { closeSync, fstatSync, openSync, writeSync } from "node:fs";
import { localTimeText } from "../core/actions/built-in-variables.ts";
import type { LogLevel } from "../core/ports.ts";
import { errnoOf, errorText } from "../system/libc.ts";
import { localTime } from "../system/local-time.ts";
import { isFacility, Syslog } from "../system/syslog.ts";

/** Where the log goes. */
export interface LogSettings {
  /** `-` is standard output. */
  readonly file: string | undefined;
  /** A facility of syslog(3). */
  readonly facility: string | undefined;
  /** Records up to this level go to standard error too, without their time. */
  readonly standardError: LogLevel | 0;
  /** Whether standard error leads to systemd's journal, which reads a severity at the beginning of a line. */
  readonly journal?: boolean;
}

/** Severities of syslog(3) by our levels: critical, error, warning, notice, informative, debugging. */
const SEVERITIES: Readonly<Record<LogLevel, number>> = { 1: 2, 2: 3, 3: 4, 4: 5, 5: 6, 6: 7 };
const STANDARD_OUTPUT = 1;
const STANDARD_ERROR = 2;

/**
 * The log. A record is one line, so its control characters are shown as `\xNN`; its other bytes are what they
 * are. A record that cannot be written is counted, and that is said when there is room again.
 */
export class Log {
  /** Records up to this level are written. */
  level: LogLevel = 6;
  private settings: LogSettings = { file: undefined, facility: undefined, standardError: 0 };
  private descriptor: number | undefined;
  private syslog: Syslog | undefined;
  private lost = 0;
  private lostReason = "";

  /** Opens what the settings name, or opens it again. Returns what is wrong with them. */
  open(settings: LogSettings): readonly string[] {
    this.close();
    this.settings = settings;
    const complaints: string[] = [];
    if (settings.file !== undefined) {
      try {
        this.descriptor = settings.file === "-" ? STANDARD_OUTPUT : openSync(settings.file, "a", 0o666);
      } catch (error) {
        complaints.push(`Can't open logfile ${settings.file} (${errorText(errnoOf(error))})`);
      }
    }
    if (settings.facility === undefined) return complaints;
    if (isFacility(settings.facility)) this.syslog = new Syslog(settings.facility);
    else complaints.push(`'--syslog' option requires a facility of syslog(3)`);
    return complaints;
  }

  /** Opens the same again: the file may have been rotated. */
  reopen(): readonly string[] {
    return this.open(this.settings);
  }

  close(): void {
    if (this.descriptor !== undefined && this.descriptor !== STANDARD_OUTPUT) closeSync(this.descriptor);
    this.descriptor = undefined;
    this.syslog?.close();
    this.syslog = undefined;
  }

  /** Writes a record, if the level asks for it. */
  write(level: LogLevel, message: string): void {
    if (level <= this.level) this.record(level, message);
  }

  /** Writes a record, whatever the level is. */
  record(level: LogLevel, message: string): void {
    const text = oneLine(message);
    if (this.descriptor !== undefined) this.writeToFile(this.descriptor, text);
    this.syslog?.write(SEVERITIES[level], text);
    if (this.settings.journal) tryToWrite(STANDARD_ERROR, `<${SEVERITIES[level]}>${text}\n`);
    else if (level <= this.settings.standardError) tryToWrite(STANDARD_ERROR, `${text}\n`);
  }

  private writeToFile(descriptor: number, text: string): void {
    const time = localTimeText(localTime(Math.floor(Date.now() / 1000)));
    const { lost } = this;
    const words = `${lost} log records could not be written (${this.lostReason})`;
    const before = lost > 0 ? `${time}: ${words}\n` : "";
    const failure = tryToWrite(descriptor, `${before}${time}: ${text}\n`);
    this.lost = failure === undefined ? 0 : lost + 1;
    if (failure !== undefined) this.lostReason = failure;
  }
}

/** Whether standard error leads to systemd's journal (systemd.exec(5), JOURNAL_STREAM). */
export function leadsToJournal(): boolean {
  try {
    const { dev, ino } = fstatSync(STANDARD_ERROR, { bigint: true });
    return process.env["JOURNAL_STREAM"] === `${dev}:${ino}`;
  } catch {
    return false;
  }
}

/** Returns why it could not be written. */
function tryToWrite(descriptor: number, text: string): string | undefined {
  const bytes = Buffer.from(text, "latin1");
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
    return undefined;
  } catch (error) {
    return errorText(errnoOf(error));
  }
}

function oneLine(message: string): string {
  // Nearly all records have nothing to be replaced.
  // oxlint-disable-next-line no-control-regex
  return /[\0-\x08\x0a-\x1f\x7f]/.test(message)
    ? // oxlint-disable-next-line no-control-regex
      message.replace(/[\0-\x08\x0a-\x1f\x7f]/g, (character) => {
        return `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
      })
    : message;
}
